import { lastOf, type Selection } from './selection.ts';
import { say } from './texts.ts';
import type { Trim } from './trim.ts';

const LENGTHS_MS = [30_000, 60_000, 120_000, 300_000, 600_000];

/** The last so much, by one click. */
export function Presets({ trim }: { trim: Trim }) {
  const lengths = LENGTHS_MS.filter((ms) => ms < trim.extent.durationMs);
  const choose = (selection: Selection) => {
    trim.selection.set(selection);
    trim.fit();
  };
  return (
    <div class="presets" role="group" aria-label={say.presets}>
      {lengths.map((ms) => (
        <button
          key={ms}
          type="button"
          class="small"
          onClick={() => choose(lastOf(ms, trim.extent))}
        >
          {ms < 60_000 ? say.lastSeconds(ms / 1000) : say.lastMinutes(ms / 60_000)}
        </button>
      ))}
      <button
        type="button"
        class="small"
        onClick={() => choose({ fromMs: 0, toMs: trim.extent.durationMs })}
      >
        {say.everything}
      </button>
    </div>
  );
}
