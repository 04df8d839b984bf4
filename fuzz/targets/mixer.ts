import { createLog } from '../../server/log.ts';
import { recordedPackets } from '../../server/recorder/embedded/fixtures/packets.ts';
import { Mixer, type Segments } from '../../server/recorder/embedded/mixer.ts';
import { SILENCE } from '../../server/recorder/embedded/sound/opus.ts';
import { hostilePackets, readPackets, writePackets } from '../packets.ts';
import { must, type Target } from '../target.ts';

const log = createLog('silent');
const SAMPLES = recordedPackets();
/** Whatever a sender's clock does, a picture is placed near the moment when it came, ms. */
const MOST_AHEAD_MS = 10_000;
/** And its line of time runs no faster than ours, but for a minute that a first picture may be late, and that lead. */
const LINE_AHEAD_MS = 60_000 + 1.5 * MOST_AHEAD_MS;

/** Two streams of one share up to where segments are made: what is placed where. */
export const mixer: Target = {
  name: 'mixer',
  make: (random) => writePackets(hostilePackets(SAMPLES, random, () => random.bytes(3))),
  run(input) {
    let nowMs = 0;
    const clock = { now: () => nowMs, wallMs: (ms: number) => ms };
    let first: { atMs: number; nowMs: number } | null = null;
    let lastMs = Number.NEGATIVE_INFINITY;
    const segments: Segments = {
      openSinceMs: null as number | null,
      get endMs() {
        return lastMs;
      },
      picture(_frame, atMs, wallMs) {
        must(atMs > lastMs, 'pictures rise in time');
        must(Number.isFinite(wallMs()), 'a picture has a moment');
        must(wallMs() <= nowMs + MOST_AHEAD_MS, 'no picture is of what is still to come');
        first ??= { atMs, nowMs };
        must(atMs - first.atMs <= nowMs - first.nowMs + LINE_AHEAD_MS, 'time goes no faster');
        lastMs = atMs;
        return true;
      },
      sound(_opus, atMs) {
        must(Number.isFinite(atMs), 'a sound has a moment');
      },
      rest() {},
      finish: async () => {},
    };
    const options = { ffmpegPath: '', log, onSlow: () => {}, onMissing: () => {} };
    const mix = new Mixer(segments, clock, options);
    mix.beginPicture(40);
    mix.beginSound(40);
    for (const [i, packet] of readPackets(input).entries()) {
      // Arrivals are ours to tell, and never go back.
      nowMs = Math.max(nowMs, Math.min(packet.arrivalMs, nowMs + 60_000));
      mix.picture({ ...packet, arrivalMs: nowMs });
      if (i % 3 === 0) {
        const own = { sequence: i, payload: SILENCE, marker: false, arrivalMs: nowMs };
        mix.sound({ ...own, timestamp: packet.timestamp });
      }
      if (i % 4 === 0)
        mix.reportPicture({ senderMs: packet.timestamp, timestamp: packet.timestamp });
      if (i % 5 === 0) mix.reportSound({ senderMs: packet.timestamp / 2, timestamp: i * 960 });
      if (i % 2 === 0) mix.tick();
    }
    mix.endPicture();
  },
};
