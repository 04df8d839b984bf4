import type { RTCPeerConnection } from 'werift';

/** LiveKit has to let us in within this time, ms. */
const JOIN_MS = 10_000;
/**
 * LiveKit asks every 2 s whether we are there when it sends nothing else: two that never come are no accident. ICE
 * itself would wait for 30 s, and where a NAT has forgotten us it would never notice, as our own questions are
 * answered. A way that isn't found after so long won't be either: werift tries each for two seconds.
 */
const SILENT_MS = 5000;
const LOOK_MS = 500;

/**
 * Tells once when nothing comes from LiveKit over the media connection any more, or never has. Short outages pass: what
 * was lost in them is asked for again.
 * @param peer null until we are let in
 * @returns ends the watch
 */
export function watchPath(
  peer: () => RTCPeerConnection | null,
  onDead: (error: Error) => void,
): () => void {
  let heard = -1;
  let heardAtMs = performance.now();
  const looking = setInterval(() => {
    const opened = peer();
    const nowMs = performance.now();
    const count = opened ? heardFrom(opened) : -1;
    if (count !== heard) [heard, heardAtMs] = [count, nowMs];
    if (nowMs - heardAtMs < (opened ? SILENT_MS : JOIN_MS)) return;
    clearInterval(looking);
    const silentMs = Math.round(nowMs - heardAtMs);
    onDead(new Error(`nothing has come from LiveKit for ${silentMs} ms`));
  }, LOOK_MS);
  return () => clearInterval(looking);
}

/** Packets and questions, not the answers to our own. */
function heardFrom(peer: RTCPeerConnection): number {
  const pairs = peer.iceTransports.map(({ connection }) => connection.nominated);
  return pairs.reduce(
    (sum, pair) => sum + (pair ? pair.packetsReceived + pair.requestsReceived : 0),
    0,
  );
}
