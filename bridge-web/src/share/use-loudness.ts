import { useEffect, useState } from 'preact/hooks';
import type { Loudness, SoundMeter } from './sound-level.ts';

/** How loud it is right now; silent without a meter. */
export function useLoudness(meter: SoundMeter | undefined): Loudness {
  const [loudness, setLoudness] = useState<Loudness>({ level: 0, silent: false });
  useEffect(() => meter?.listen(setLoudness), [meter]);
  return loudness;
}
