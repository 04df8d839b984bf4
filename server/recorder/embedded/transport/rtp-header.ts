/** What is read of an RTP header (RFC 3550, 5.1). */
export interface RtpHeader {
  payloadType: number;
  marker: boolean;
  /** 16 bits. */
  sequence: number;
  /** 32 bits. */
  timestamp: number;
  ssrc: number;
  /** Bytes up to the payload, extensions included. */
  bytes: number;
  /** The payload's last byte tells how many at its end are padding. */
  padded: boolean;
}

const FIXED_BYTES = 12;

/** Told from STUN, DTLS and TURN by the first byte and from RTCP by the second (RFC 7983, RFC 5761). */
export function isRtp(data: Buffer): boolean {
  const [first = 0, second = 0] = data;
  if (data.length < FIXED_BYTES || first < 128 || first > 191) return false;
  return second < 192 || second > 223;
}

/** SSRC of a packet that `isRtp`. */
export function ssrcOf(data: Buffer): number {
  return data.readUInt32BE(8);
}

/** @returns null when it ends before its header does */
export function readRtpHeader(data: Buffer): RtpHeader | null {
  const [first = 0, second = 0] = data;
  let bytes = FIXED_BYTES + 4 * (first & 15);
  if (first & 0x10) {
    if (bytes + 4 > data.length) return null;
    bytes += 4 + 4 * data.readUInt16BE(bytes + 2);
  }
  if (bytes > data.length) return null;
  return {
    payloadType: second & 127,
    marker: second > 127,
    sequence: data.readUInt16BE(2),
    timestamp: data.readUInt32BE(4),
    ssrc: ssrcOf(data),
    bytes,
    padded: (first & 0x20) !== 0,
  };
}

/** A payload without its padding; empty where that is all there is. */
export function withoutPadding(payload: Buffer): Buffer {
  return payload.subarray(0, Math.max(0, payload.length - (payload.at(-1) ?? 0)));
}
