/** What the recorder uses of an RTP packet. */
export interface MediaPacket {
  /** 16 bits. */
  sequence: number;
  /** 32 bits, 90 kHz for pictures, 48 kHz for sound. */
  timestamp: number;
  /** The last packet of a picture. */
  marker: boolean;
  payload: Buffer;
  /** By Clock.now, ms. */
  arrivalMs: number;
}

/** A sender report: the sharer's own clock beside the RTP timestamp of the same moment. */
export interface SenderReport {
  /** Sharer's clock, ms since 1900. */
  senderMs: number;
  /** 32 bits. */
  timestamp: number;
}
