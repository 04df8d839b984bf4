import { useEffect, useState } from 'preact/hooks';
import type { Loudness, SoundMeter } from './sound-level.ts';
import { say } from './texts.ts';

/** @param meter undefined: no sound is shared */
export function SoundLevel({ meter }: { meter: SoundMeter | undefined }) {
  const [{ level, silent }, setLoudness] = useState<Loudness>({ level: 0, silent: false });
  useEffect(() => meter?.listen(setLoudness), [meter]);
  if (!meter) {
    return (
      <p class="sound" title={say.noSoundMore}>
        {say.noSound}
      </p>
    );
  }
  return (
    <p class="sound">
      <span>{silent ? say.silent : say.sound}</span>
      <meter value={level} max={1} low={0.05} high={0.97} optimum={0.6} aria-label={say.level} />
    </p>
  );
}
