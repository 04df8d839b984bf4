/** What a way of recording is told, as JSON in its first argument. It prints `recording` once a segment is there. */
export interface RecordOrder {
  livekit: { url: string; apiKey: string; apiSecret: string };
  roomName: string;
  userId: string;
  videoTrackId: string;
  audioTrackId: string | null;
  /** Does not exist yet. */
  folder: string;
  ffmpegPath: string;
}

export function readOrder(): RecordOrder {
  return JSON.parse(process.argv[2] ?? '') as RecordOrder;
}
