import { useState } from 'preact/hooks';
import { type Extent, stepPictures } from './pictures.ts';
import type { Playback } from './playback.ts';
import { type Handle, LEAST_MS, type Selection } from './selection.ts';
import { say } from './texts.ts';
import { formatTime, parseTime } from './times.ts';
import type { Trim } from './trim.ts';
import { useWatched } from './watched.ts';

const SHOWN_MS = 50;

interface Props {
  trim: Trim;
  playback: Playback;
}

/** Beginning, end and length of the clip, as numbers that can be typed. */
export function TimeFields({ trim, playback }: Props) {
  const selection = useWatched(trim.selection, SHOWN_MS);
  return (
    <div class="times">
      {(['from', 'to'] as const).map((handle) => (
        <div key={handle} class="time">
          <TimeField {...{ handle, trim, playback, selection }} />
          <button
            type="button"
            class="small"
            title={handle === 'from' ? say.setStartTitle : say.setEndTitle}
            onClick={() => setAtPlayhead(trim, handle)}
          >
            {handle === 'from' ? say.setStart : say.setEnd}
          </button>
        </div>
      ))}
      <p class="length">
        <span>{say.length}</span>
        <output aria-label={say.length}>{formatTime(selection.toMs - selection.fromMs)}</output>
      </p>
    </div>
  );
}

/** The picture that is shown becomes the first or the last one. */
export function setAtPlayhead(trim: Trim, handle: Handle): void {
  const ms = trim.playheadMs.now;
  trim.cutAt(handle, handle === 'from' ? ms : stepPictures(ms, 1, trim.extent));
}

function TimeField(props: Props & { handle: Handle; selection: Selection }) {
  const { handle, trim, playback, selection } = props;
  const ms = handle === 'from' ? selection.fromMs : selection.toMs;
  // What was typed is out of date as soon as the handle is moved otherwise.
  const [entry, setEntry] = useState<{ typed: string; ms: number; fault?: string | undefined }>();
  const now = () => trim.selection.now[`${handle}Ms`];
  const { typed, fault } = entry?.ms === now() ? entry : {};
  const take = () => {
    if (typed === undefined) return;
    const found = parseTime(typed);
    const wrong = faultOf(found, handle, trim.selection.now, trim.extent);
    setEntry(wrong ? { typed, ms: now(), fault: wrong } : undefined);
    if (wrong || found === undefined) return;
    trim.move(handle, found);
    trim.reveal(now());
    playback.pause();
    playback.goTo(handle);
  };
  const id = `${handle}-time`;
  return (
    <label class="field" for={id}>
      <span>{handle === 'from' ? say.start : say.end}</span>
      <input
        id={id}
        type="text"
        inputMode="text"
        autocomplete="off"
        spellcheck={false}
        value={typed ?? formatTime(ms)}
        aria-invalid={fault !== undefined}
        aria-describedby={fault && `${id}-fault`}
        onInput={(event) => setEntry({ typed: event.currentTarget.value, ms: now() })}
        onBlur={take}
        onKeyDown={({ key }) => {
          if (key === 'Enter') take();
          if (key === 'Escape') setEntry(undefined);
        }}
      />
      {fault && (
        <span id={`${id}-fault`} class="fault small" role="alert">
          {fault}
        </span>
      )}
    </label>
  );
}

/** Why a typed time can't be taken, for the person; undefined when it can. */
function faultOf(
  ms: number | undefined,
  handle: Handle,
  { fromMs, toMs }: Selection,
  { durationMs }: Extent,
): string | undefined {
  if (ms === undefined) return say.noTime;
  // What is shown is rounded.
  if (ms > durationMs + 1) return say.tooLate(formatTime(durationMs));
  if (handle === 'from' && ms > toMs - LEAST_MS + 1) return say.startTooLate(formatTime(toMs));
  if (handle === 'to' && ms < fromMs + LEAST_MS - 1) return say.endTooEarly(formatTime(fromMs));
  return undefined;
}
