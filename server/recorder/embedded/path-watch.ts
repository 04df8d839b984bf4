import type { RTCPeerConnection } from 'werift';

/** A connection that carries no media after so long won't, ms: UDP that is blocked shows within two seconds. */
const CONNECT_MS = 10_000;
/**
 * LiveKit asks every 2 s whether we are there when it sends nothing else: two that never come are no accident. ICE
 * itself would wait for 30 s, and where a NAT has forgotten us it would never notice, as our own questions are answered.
 */
const SILENT_MS = 5000;
const LOOK_MS = 500;

/**
 * Tells once when nothing comes from LiveKit over the media connection any more, or never has. Short outages pass: what
 * was lost in them is asked for again.
 * @returns ends the watch
 */
export function watchPath(
  peer: () => RTCPeerConnection | null,
  onDead: (error: Error) => void,
): () => void {
  let heard = 0;
  let heardAtMs = performance.now();
  let connected = false;
  const looking = setInterval(() => {
    const count = heardFrom(peer());
    const nowMs = performance.now();
    if (count !== heard) {
      connected ||= peer()?.connectionState === 'connected';
      [heard, heardAtMs] = [count, nowMs];
      return;
    }
    const silentMs = nowMs - heardAtMs;
    if (silentMs < (connected ? SILENT_MS : CONNECT_MS)) return;
    clearInterval(looking);
    const words = connected ? 'silent' : 'not there';
    onDead(new Error(`LiveKit's media connection is ${words} for ${Math.round(silentMs)} ms`));
  }, LOOK_MS);
  return () => clearInterval(looking);
}

/** Packets and questions, not the answers to our own. */
function heardFrom(peer: RTCPeerConnection | null): number {
  const pairs = peer?.iceTransports.map(({ connection }) => connection.nominated) ?? [];
  return pairs.reduce(
    (sum, pair) => sum + (pair ? pair.packetsReceived + pair.requestsReceived : 0),
    0,
  );
}
