import type { RTCPeerConnection } from 'werift';
import { AttentiveClock } from '../attentive-clock.ts';

/** LiveKit has to let us in within this time, ms. */
const JOIN_MS = 10_000;
/**
 * LiveKit asks every 2 s whether we are there when it sends nothing else: a few that never come are no accident. ICE
 * itself would wait for 30 s, and where a NAT has forgotten us it would never notice, as our own questions are
 * answered. A way that isn't found after so long won't be either: werift tries each for two seconds.
 */
const SILENT_MS = 6000;
const LOOK_MS = 500;
/** Longer than it is quiet between two of its questions, by our looks, ms. */
const OUTAGE_MS = 2500;

export interface PathHandlers {
  /** Nothing comes over the media connection any more, or never has; told once. */
  onDead(error: Error): void;
  /** Something comes again after a short outage. What was lost in it is asked for again, but may be too much, ms. */
  onBack(silentMs: number): void;
}

/**
 * Tells whether something comes from LiveKit.
 * @param peer null until we are let in
 * @param media another number whenever media has come
 * @returns ends the watch
 */
export function watchPath(
  peer: () => RTCPeerConnection | null,
  { onDead, onBack }: PathHandlers,
  media: () => number,
): () => void {
  let heard = { packets: -1, questions: -1, answers: -1 };
  const clock = new AttentiveClock(2 * LOOK_MS);
  let heardAtMs = 0;
  const looking = setInterval(() => {
    const opened = peer();
    const before = heard;
    heard = opened ? heardFrom(opened, media()) : before;
    // LiveKit answers some of our questions with one of its own, wherever that came from.
    const isAsked = heard.questions !== before.questions && heard.answers === before.answers;
    clock.look();
    const silentMs = clock.ms - heardAtMs;
    if (heard.packets !== before.packets || isAsked) {
      heardAtMs = clock.ms;
      if (before.packets >= 0 && silentMs > OUTAGE_MS) onBack(silentMs);
      return;
    }
    if (silentMs < (opened ? SILENT_MS : JOIN_MS)) return;
    clearInterval(looking);
    onDead(new Error(`nothing has come from LiveKit for ${Math.round(silentMs)} ms`));
  }, LOOK_MS);
  return () => clearInterval(looking);
}

/** LiveKit may send by another pair than the one that we have nominated, where werift counts no packets. */
function heardFrom(peer: RTCPeerConnection, media: number) {
  const pairs = peer.iceTransports.flatMap(({ connection }) => connection.checkList);
  const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0);
  return {
    packets: sum([media, ...pairs.map((pair) => pair.packetsReceived)]),
    questions: sum(pairs.map((pair) => pair.requestsReceived)),
    answers: sum(pairs.map((pair) => pair.responsesReceived)),
  };
}
