import { duration, megabytes } from '../words.ts';
import { say } from './clip-texts.ts';
import { lessWords } from './kept-now.ts';
import { sizeOf } from './presets.ts';
import type { Clipping } from './use-clipping.ts';

/** "Clip that" and the lengths; on the page and in the small panel. */
export function ClipButtons({ clipping }: { clipping: Clipping }) {
  const { presets, last, possible, bufferedMs, keptMs, clip } = clipping;
  const less = lessWords(bufferedMs, presets.at(-1) ?? 0, keptMs);
  return (
    <>
      {/* Really disabled, a button would lose the keyboard's focus. */}
      <button
        type="button"
        class="main clip-that"
        aria-disabled={!possible}
        onClick={() => clip(last)}
      >
        {say.clipThat} <span>{say.clipThatLong(duration(last))}</span>
      </button>
      <div class="presets" role="group" aria-label={say.presets}>
        {presets.map((ms) => (
          <button key={ms} type="button" aria-disabled={!possible} onClick={() => clip(ms)}>
            <span class="unseen">{say.presets} </span>
            <b>{ms < 60_000 ? say.seconds(ms / 1000) : say.minutes(ms / 60_000)}</b>
            <span class="small">{about(ms, clipping)}</span>
          </button>
        ))}
      </div>
      {!possible && <p class="quiet small">{say.nothingBuffered}</p>}
      {possible && less && <p class="quiet small">{less}</p>}
    </>
  );
}

/** How large it gets. */
function about(ms: number, { bufferedMs, bitrate, possible }: Clipping): string {
  if (!possible) return '–';
  const size = sizeOf(ms, bufferedMs, bitrate(ms));
  return size === undefined ? '' : say.about(megabytes(size));
}
