import { limitOf, type Places } from '../places.ts';
import { Destination } from '../ui/Destination.tsx';
import { clock } from '../words.ts';
import type { Quality } from './estimate.ts';
import type { Wish } from './kept.ts';
import { SizeMeter } from './SizeMeter.tsx';
import { say } from './texts.ts';
import type { Trim } from './trim.ts';
import { useWatched } from './watched.ts';

const SHOWN_MS = 100;
const QUALITIES: Quality[] = ['fit', 'full', 'link'];

interface Props {
  trim: Trim;
  wish: Wish;
  places: Places | undefined;
  /** One can't post any more where one chose to. */
  lost: boolean;
  /** An order is on its way to the server. */
  sending: boolean;
  /** Why the last one wasn't taken, for the person. */
  refused: string | undefined;
  onWish(wish: Wish): void;
  onClip(): void;
}

/** Where the clip goes and as what. */
export function ClipForm({ trim, wish, places, lost, sending, refused, onWish, onClip }: Props) {
  const { target, quality } = wish;
  const { mine } = trim.preview;
  const change = (more: Partial<Wish>) => onWish({ ...wish, ...more });
  return (
    <form
      class="clip-form"
      aria-label={say.theClip}
      onSubmit={(event) => {
        event.preventDefault();
        if (!sending) onClip();
      }}
    >
      {places && target ? (
        <>
          <Destination
            {...{ places, target, library: mine }}
            onChoose={(chosen) => change({ target: chosen })}
          />
          {lost && (
            <p class="notice bad" role="alert">
              {say.notThere}
            </p>
          )}
          <SizeMeter {...{ trim, quality, limitBytes: limitOf(target, places) }} />
        </>
      ) : (
        <p class="quiet">{say.readingPlaces}</p>
      )}
      <label class="field">
        <span>{say.title}</span>
        <input
          type="text"
          maxLength={100}
          placeholder={say.noTitle}
          value={wish.title}
          onInput={(event) => change({ title: event.currentTarget.value })}
        />
      </label>
      {trim.preview.hasVoice && (
        <label class="with-voice">
          <input
            type="checkbox"
            checked={wish.voice !== 'off'}
            onChange={(event) => change({ voice: event.currentTarget.checked ? 'on' : 'off' })}
          />
          <span>
            {say.withVoice} <span class="quiet small">{say.withVoiceMore}</span>
          </span>
        </label>
      )}
      {mine && (
        <fieldset class="choice">
          <legend>{say.visibility}</legend>
          {(['private', 'public'] as const).map((visibility) => (
            <label key={visibility}>
              <input
                type="radio"
                name="visibility"
                checked={wish.visibility === visibility}
                onChange={() => change({ visibility })}
              />
              <span>{visibility === 'private' ? say.private : say.public}</span>
            </label>
          ))}
        </fieldset>
      )}
      <details class="more">
        <summary>{say.more}</summary>
        <fieldset class="choice">
          <legend>{say.quality}</legend>
          {QUALITIES.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="quality"
                checked={quality === one}
                onChange={() => change({ quality: one })}
              />
              <span>{say[one]}</span>
            </label>
          ))}
        </fieldset>
      </details>
      <div role="alert">{refused && <p class="notice bad">{refused}</p>}</div>
      <ClipButton trim={trim} disabled={sending || !target} />
    </form>
  );
}

function ClipButton({ trim, disabled }: { trim: Trim; disabled: boolean }) {
  const { fromMs, toMs } = useWatched(trim.selection, SHOWN_MS);
  // Really disabled, it would lose the keyboard's focus.
  return (
    <button type="submit" class="main" aria-disabled={disabled}>
      {say.clipIt} <span class="how-long">{clock(Math.round(toMs - fromMs))}</span>
    </button>
  );
}
