import { AAC_FRAME, type AacFormat, silence } from './media/aac.ts';
import type { Sample } from './media/mp4.ts';
import type { SegmentReader } from './segment-reader.ts';
import { planSound, type SoundStep } from './sound.ts';
import type { Stretch } from './stretches.ts';

const TICKS = 90_000;

export interface ClipSound {
  format: AacFormat;
  /** For each stretch, the frames that it is made of. */
  steps: SoundStep[][];
  count: number;
}

/** @returns null when nothing of the clip has sound */
export function planClipSound(stretches: Stretch[]): ClipSound | null {
  const format = stretches.find(({ run }) => run.audioFormat)?.run.audioFormat;
  if (!format) return null;
  let count = 0;
  const steps = stretches.map(({ run, plan, at }) => {
    const start = at / TICKS;
    const end = start + (plan.endPts - plan.originPts) / TICKS;
    // Another format can't stand in the same track.
    const fits = run.audioFormat !== null && isSame(run.audioFormat, format);
    const times = fits ? run.audio.map(({ pts }) => start + (pts - plan.originPts) / TICKS) : [];
    const planned = [...planSound(times, count, end, format.sampleRate)];
    count += planned.length;
    return planned;
  });
  if (steps.every((planned) => planned.every((step) => step === 'silence'))) return null;
  return { format, steps, count };
}

function isSame(a: AacFormat, b: AacFormat): boolean {
  return (
    a.sampleRate === b.sampleRate && a.channels === b.channels && a.objectType === b.objectType
  );
}

export async function* soundSamples(
  stretches: Stretch[],
  { format, steps }: ClipSound,
  reader: SegmentReader,
): AsyncGenerator<Sample> {
  const duration = AAC_FRAME / format.sampleRate;
  let position = 0;
  for (const [i, { run }] of stretches.entries()) {
    for (const step of steps[i] ?? []) {
      const data = step === 'silence' ? silence(format.channels) : await reader.sound(run, step);
      yield { data, key: true, time: position++ * duration, duration };
    }
  }
}
