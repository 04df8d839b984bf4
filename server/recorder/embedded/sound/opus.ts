/** 20 ms of silence. */
export const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);
export const SILENCE_MS = 20;

/** Whether a packet holds digital silence, as libopus writes it in whatever mode. */
export function isSilence(packet: Buffer): boolean {
  return packet.length === 3 && packet[1] === SILENCE[1] && packet[2] === SILENCE[2];
}

/** RFC 6716, 3.2.5: no packet is longer. */
const LONGEST_MS = 120;

/** How long an Opus packet lasts (RFC 6716, 3.1), ms; 0 for an empty one, and for one that says more than may be. */
export function opusDurationMs(packet: Buffer): number {
  const [toc, count = 0] = packet;
  if (toc === undefined) return 0;
  const config = toc >> 3;
  const frames = [1, 2, 2, count & 63][toc & 3] ?? 1;
  const ms = frames * frameMs(config);
  return ms > LONGEST_MS ? 0 : ms;
}

function frameMs(config: number): number {
  if (config < 12) return [10, 20, 40, 60][config & 3] ?? 20;
  if (config < 16) return config & 1 ? 20 : 10;
  return [2.5, 5, 10, 20][config & 3] ?? 20;
}
