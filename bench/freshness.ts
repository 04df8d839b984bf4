import { setTimeout as sleep } from 'node:timers/promises';
import { readClip } from '../e2e/support/clock.ts';
import { ADA, startProduct } from '../e2e/support/hindsight.ts';
import { atMost, type Bench, median, plain } from './figure.ts';

const CLIPS = 8;
const LENGTH_S = 5;

/** How old the last frame of a clip was when its command was sent, and how long the clip took. */
export const freshness: Bench = {
  name: 'freshness',
  async measure(say) {
    const product = await startProduct();
    try {
      say('sharing the test card');
      const pressedMs = Date.now();
      await product.shareAs(ADA);
      const recordedMs = Date.now() - pressedMs;
      await product.buffered(ADA, (LENGTH_S + 3) * 1000);
      const ages: number[] = [];
      const took: number[] = [];
      for (let i = 1; i <= CLIPS; i += 1) {
        // Not in step with the segments.
        await sleep(370 * i);
        const clip = await product.clip(ADA, `/clip ${LENGTH_S}s`);
        const { frames } = await readClip(clip.file);
        ages.push(clip.commandMs - Math.max(...frames.map((frame) => frame.clockMs ?? 0)));
        took.push(clip.tookMs);
        say(
          `clip ${i} of ${CLIPS}: last frame ${ages.at(-1)} ms old, posted after ${took.at(-1)} ms`,
        );
      }
      return [
        plain('freshness: age of the last frame at the command, median', median(ages), 'ms'),
        atMost(
          'freshness: age of the last frame at the command, worst',
          Math.max(...ages),
          'ms',
          1000,
        ),
        plain('freshness: command to posted clip, median', median(took), 'ms'),
        plain('freshness: /replay start to recording, with opening the browser', recordedMs, 'ms'),
      ];
    } finally {
      await product.close();
    }
  },
};
