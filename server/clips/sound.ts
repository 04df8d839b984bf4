import { AAC_FRAME } from '../aac.ts';

/** One frame of the clip's sound: a recorded one (its index), or silence. */
export type SoundStep = number | 'silence';

/** How far sound may be from its picture before a frame is left out or put in, of a frame. */
const NEAREST = 0.5;
const TOLERATED = 0.75;

/**
 * Which frames make up the sound of one stretch of the clip. They follow one another without holes, so each
 * is at most three quarters of a frame (16 ms at 48 kHz) from its own time.
 * @param times when the recorded frames are heard on the clip's clock, s, rising
 * @param position how many frames the clip has so far
 * @param endTime where the stretch ends on the clip's clock, s
 */
export function* planSound(
  times: number[],
  position: number,
  endTime: number,
  sampleRate: number,
): Generator<SoundStep> {
  const frame = AAC_FRAME / sampleRate;
  const room = () => position * frame + frame / 2 <= endTime;
  let tolerated = NEAREST;
  for (const [index, time] of times.entries()) {
    while (room() && time - position * frame >= tolerated * frame) {
      position++;
      yield 'silence';
    }
    if (!room()) return;
    if (time - position * frame < -tolerated * frame) continue;
    tolerated = TOLERATED;
    position++;
    yield index;
  }
  for (; room(); position++) yield 'silence';
}
