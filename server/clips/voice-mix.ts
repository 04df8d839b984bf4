import { join } from 'node:path';
import { silence } from '../aac.ts';
import { ptsAt } from './runs.ts';
import {
  encodeSound,
  type Sound,
  type SoundRequest,
  writeRunSound,
  writeSound,
} from './sound-piece.ts';
import type { VoiceTrack } from './voice-track.ts';

const TICKS = 90_000;
/** One that began before may still be heard, ticks. */
const LONGEST_FRAME = 0.05 * TICKS;
/** Together they may be louder than can be; 1 is as loud as can be. */
const LOUDEST = 0.97;

/**
 * Mixes what was said into the sound of one run, on the run's own clock.
 * @returns null where nothing is to be heard of it: then the sound stays as it was recorded
 */
export async function mixVoice(
  request: SoundRequest & { voice: VoiceTrack[] },
): Promise<Sound | null> {
  const { run, plan, voice, workDir, name } = request;
  const files: string[] = [];
  for (const [i, track] of voice.entries()) {
    const file = join(workDir, `${name}-voice-${i}.aac`);
    if (await writeVoice(request, track, file)) files.push(file);
  }
  if (files.length === 0) return null;
  if (run.audioFormat) {
    const file = join(workDir, `${name}.aac`);
    await writeRunSound(request, run.audioFormat, file);
    files.push(file);
  }
  const limit = `alimiter=level=0:limit=${LOUDEST}`;
  const filter = `amix=inputs=${files.length}:duration=longest:normalize=0,${limit}`;
  return encodeSound({
    ...request,
    files,
    filter: ['-filter_complex', filter],
    at: plan.originPts,
  });
}

/** @returns whether any of it is to be heard within the plan; else nothing is written */
async function writeVoice(
  { run, plan, reader, signal }: SoundRequest,
  { format, segments, frames }: VoiceTrack,
  file: string,
): Promise<boolean> {
  const end = (plan.endPts - plan.originPts) / TICKS;
  const placed = frames
    .map(({ ms, ...place }) => ({ ...place, pts: ptsAt(run, ms) }))
    .filter(({ pts }) => pts > plan.originPts - LONGEST_FRAME && pts < plan.endPts);
  const source = { segments, audio: placed };
  const still = silence(format.channels);
  const isHeard = async () => {
    for (const index of placed.keys()) {
      if (!(await reader.sound(source, index)).equals(still)) return true;
    }
    return false;
  };
  if (!(await isHeard())) return false;
  const times = placed.map(({ pts }) => (pts - plan.originPts) / TICKS);
  await writeSound({ source, times, end, format, file, reader, signal });
  return true;
}
