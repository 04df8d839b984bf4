import { AdtsSplitter, SILENT_FRAME } from '../../server/recorder/embedded/sound/adts.ts';
import { opusBlock } from '../../server/recorder/embedded/sound/matroska.ts';
import { opusDurationMs, SILENCE } from '../../server/recorder/embedded/sound/opus.ts';
import { Sound } from '../../server/recorder/embedded/sound/sound.ts';
import { SoundLine } from '../../server/recorder/embedded/sound/sound-line.ts';
import { hostilePackets, readPackets, writePackets } from '../packets.ts';
import { must, orRefused, type Target } from '../target.ts';

const START_MS = 1000;
/** A pause is filled with so much silence at most, and a packet lasts so long, ms. */
const MOST_FILLED_MS = 5100;
const LONGEST_MS = 120;

const SAMPLES = Array.from({ length: 100 }, (_, i) => ({
  ...{ sequence: i, timestamp: i * 960, marker: false, arrivalMs: i * 20 },
  payload: i % 9 === 0 ? SILENCE : Buffer.from([0xfc, i, 2, 3]),
}));

/** Opus in RTP up to what the encoder is given, and the frames of AAC that come out of one. */
export const sound: Target = {
  name: 'sound',
  share: 0.3,
  make: (random) =>
    writePackets(
      hostilePackets(SAMPLES, random, () =>
        Buffer.concat([
          random.bytes(random.below(4)),
          random.chance(0.2) ? SILENT_FRAME : Buffer.alloc(0),
        ]),
      ),
    ),
  run(input) {
    let endMs = START_MS;
    let wholeMs = 0;
    const line = new SoundLine(START_MS, (packet, atMs) => {
      const lastsMs = opusDurationMs(packet);
      must(lastsMs > 0 && lastsMs <= LONGEST_MS, 'a packet lasts as long as one may');
      must(atMs >= endMs - 1e-6, 'none begins before the one before it ends');
      endMs = atMs + lastsMs;
      wholeMs += lastsMs;
      opusBlock(packet, atMs - START_MS);
    });
    const packets = readPackets(input);
    const received: Sound = new Sound(40, (opus, mediaMs, afterLoss) =>
      line.push(opus, received.timeline.momentMs(mediaMs), afterLoss),
    );
    const splitter = new AdtsSplitter();
    for (const [i, packet] of packets.entries()) {
      received.push(packet);
      if (i % 5 === 4) received.tick(packet.arrivalMs);
      must(received.ask(packet.arrivalMs).length <= 2500, 'so much is asked for at most');
      orRefused(() => splitter.push(packet.payload));
    }
    must(wholeMs <= packets.length * 2 * (MOST_FILLED_MS + LONGEST_MS), 'silence has an end');
  },
};
