import type { SoundMeter } from './sound-level.ts';
import { say } from './texts.ts';
import { useLoudness } from './use-loudness.ts';

/** @param meter undefined: no sound is shared */
export function SoundLevel({ meter }: { meter: SoundMeter | undefined }) {
  const { level, silent } = useLoudness(meter);
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
