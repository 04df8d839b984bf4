import { AAC_FRAME, type AacFormat, isSameAac, silence } from '../aac.ts';
import type { Sample } from './media/mp4.ts';
import type { SegmentReader } from './segment-reader.ts';
import { planSound, type SoundStep } from './sound.ts';
import { convertSound, type Sound } from './sound-piece.ts';
import type { Stretch } from './stretches.ts';
import { mixVoice } from './voice-mix.ts';
import type { VoiceTrack } from './voice-track.ts';

const TICKS = 90_000;

export interface ClipSound {
  format: AacFormat;
  /** One for each stretch: where its frames are, and those that it is made of. */
  parts: { source: Sound; steps: SoundStep[] }[];
  count: number;
}

/**
 * Brings the sound of all stretches to the format that most of it has, and what was said into it.
 * @returns null when nothing of the clip has sound
 */
export async function planClipSound(
  stretches: Stretch[],
  work: {
    voice: VoiceTrack[];
    reader: SegmentReader;
    workDir: string;
    ffmpegPath: string;
    signal?: AbortSignal | undefined;
  },
): Promise<ClipSound | null> {
  const format = mostHeard(stretches) ?? work.voice[0]?.format;
  if (!format) return null;
  let count = 0;
  const parts: ClipSound['parts'] = [];
  for (const [i, { run, plan, at, gapAfter }] of stretches.entries()) {
    const fits = run.audioFormat === null || isSameAac(run.audioFormat, format);
    const name = `sound-${i}`;
    const request = { run, plan, format, name, ...work };
    const source = (await mixVoice(request)) ?? (fits ? run : await convertSound(request));
    const start = at / TICKS;
    const end = (at + plan.endPts - plan.originPts + gapAfter) / TICKS;
    const times: number[] = [];
    for (const { pts } of source.audio) {
      if (pts < plan.endPts) times.push(start + (pts - plan.originPts) / TICKS);
    }
    const steps = [...planSound(times, count, end, format.sampleRate)];
    count += steps.length;
    parts.push({ source, steps });
  }
  if (parts.every(({ steps }) => steps.every((step) => step === 'silence'))) return null;
  return { format, parts, count };
}

function mostHeard(stretches: Stretch[]): AacFormat | null {
  let most: AacFormat | null = null;
  let longest = 0;
  for (const { run } of stretches) {
    const { audioFormat: format } = run;
    if (!format) continue;
    const same = stretches.filter((s) => s.run.audioFormat && isSameAac(s.run.audioFormat, format));
    const ticks = same.reduce((sum, { plan }) => sum + plan.endPts - plan.originPts, 0);
    if (ticks > longest) [most, longest] = [format, ticks];
  }
  return most;
}

export async function* soundSamples(
  { format, parts }: ClipSound,
  reader: SegmentReader,
): AsyncGenerator<Sample> {
  const duration = AAC_FRAME / format.sampleRate;
  let position = 0;
  for (const { source, steps } of parts) {
    for (const step of steps) {
      const data = step === 'silence' ? silence(format.channels) : await reader.sound(source, step);
      yield { data, key: true, time: position++ * duration, duration };
    }
  }
}
