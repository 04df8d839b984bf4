import { limitOf } from '../places.ts';
import { Destination } from '../ui/Destination.tsx';
import { megabytes } from '../words.ts';
import { ClipButtons } from './ClipButtons.tsx';
import { say } from './clip-texts.ts';
import { canOpenPanel } from './small-panel.ts';
import type { Clipping } from './use-clipping.ts';
import type { Keys } from './use-keys.ts';
import type { useSmallPanel } from './use-panel.ts';

interface Props {
  clipping: Clipping;
  panel: ReturnType<typeof useSmallPanel>;
  keys: Keys;
}

/** Everything that makes a clip of what is buffered. */
export function ClipPanel({ clipping, panel, keys }: Props) {
  const { places, trouble, target, last, possible, choose } = clipping;
  const limit = places && limitOf(target, places);
  return (
    <section class="clipping" aria-labelledby="clipping">
      <h2 id="clipping">{say.clip}</h2>
      <ClipButtons clipping={clipping} />
      {places && <Destination places={places} target={target} onChoose={choose} />}
      {trouble && <p class="quiet small">{say.placesAway(trouble)}</p>}
      {limit !== undefined && <p class="quiet small">{say.fitted(megabytes(limit))}</p>}
      <div class="row">
        {possible && (
          <a class="button" href={`/trim?last=${last / 1000}`} target="_blank" title={say.trimMore}>
            {say.trim}
          </a>
        )}
        {canOpenPanel() && (
          <button
            type="button"
            aria-pressed={panel.panel !== undefined}
            title={say.openPanelMore}
            onClick={panel.panel ? panel.close : panel.open}
          >
            {panel.panel ? say.closePanel : say.openPanel}
          </button>
        )}
      </div>
      <label class="quiet small keys">
        <input
          type="checkbox"
          checked={keys.on}
          onChange={(event) => keys.turn(event.currentTarget.checked)}
        />
        {say.keys}
      </label>
      {!canOpenPanel() && <p class="quiet small">{say.hotkeys}</p>}
    </section>
  );
}
