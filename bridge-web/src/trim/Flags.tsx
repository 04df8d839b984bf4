import { useState } from 'preact/hooks';
import { clock } from '../words.ts';
import { gapBefore } from './epoch.ts';
import { Icon } from './Icon.tsx';
import { markBeside } from './marks.ts';
import { nearestPicture } from './pictures.ts';
import type { Playback } from './playback.ts';
import type { Mark } from './preview.ts';
import { say } from './texts.ts';
import { formatTime } from './times.ts';
import type { Trim } from './trim.ts';
import { useWatched } from './watched.ts';
import { xOf } from './zoom.ts';

/** Less room than that, px, is enough for a flag but for no label. */
const LABEL_PX = 32;

interface Props {
  trim: Trim;
  playback: Playback;
}

/** Marks above the timeline: a click shows the place, and asks whether the clip begins or ends there. */
export function Flags({ trim, playback }: Props) {
  const view = useWatched(trim.view);
  const width = useWatched(trim.width);
  const [chosen, setChosen] = useState<string>();
  const marks = [...trim.preview.marks].sort((a, b) => a.atMs - b.atMs);
  if (marks.length === 0) return null;
  const places = marks.map(({ atMs }) => xOf(atMs, view, width));
  const mark = marks.find(({ id }) => id === chosen);
  const choose = ({ id, atMs }: Mark) => {
    setChosen(id);
    playback.seek(nearestPicture(atMs, trim.extent));
    trim.reveal(atMs);
  };
  const cutNearest = (atMs: number) => {
    const { fromMs, toMs } = trim.selection.now;
    trim.cutAt(Math.abs(atMs - fromMs) <= Math.abs(atMs - toMs) ? 'from' : 'to', atMs);
  };
  return (
    <>
      <div class="chosen-mark">
        {([-1, 1] as const).map((way) => (
          <button
            key={way}
            type="button"
            class="tool"
            aria-label={way < 0 ? say.markBefore : say.markBehind}
            title={way < 0 ? say.markBefore : say.markBehind}
            onClick={() => {
              const next = markBeside(marks, mark?.atMs ?? trim.playheadMs.now, way);
              if (next) choose(next);
            }}
          >
            <Icon name={way < 0 ? 'before' : 'behind'} />
          </button>
        ))}
        <span role="status">
          {mark ? (
            <>
              <b>{mark.label}</b> {formatTime(mark.atMs)}
            </>
          ) : (
            <span class="quiet">{say.marksHint}</span>
          )}
        </span>
        {mark && (
          <>
            <button type="button" class="link" onClick={() => trim.cutAt('from', mark.atMs)}>
              {say.fromHere}
            </button>
            <button type="button" class="link" onClick={() => trim.cutAt('to', mark.atMs)}>
              {say.toHere}
            </button>
          </>
        )}
      </div>
      <div class="flags" role="group" aria-label={say.marks}>
        {marks.map((mark, i) => {
          const { id, atMs, label } = mark;
          const x = places[i] as number;
          const room = (places[i + 1] ?? width) - x;
          if (x < -1 || x > width + 1) return null;
          return (
            <button
              key={id}
              type="button"
              class="flag"
              style={{ transform: `translateX(${x}px)`, maxWidth: `${Math.max(14, room - 4)}px` }}
              aria-label={say.mark(label, clock(atMs))}
              aria-pressed={id === chosen}
              title={label}
              onClick={() => choose(mark)}
              onDblClick={() => cutNearest(atMs)}
            >
              {room >= LABEL_PX && label}
            </button>
          );
        })}
      </div>
    </>
  );
}

/** Where nothing was recorded, so that one picture jumps to the next. */
export function Gaps({ trim }: { trim: Trim }) {
  const view = useWatched(trim.view);
  const width = useWatched(trim.width);
  const { segments } = trim.preview;
  return (
    <>
      {segments.map(({ startMs }, i) => {
        const gapMs = gapBefore(segments, i);
        const x = xOf(startMs, view, width);
        if (gapMs <= 0 || x < 0 || x > width) return null;
        const words = say.gap(clock(Math.max(1000, gapMs)));
        return (
          <div
            key={startMs}
            class="gap"
            role="img"
            aria-label={words}
            title={words}
            style={{ transform: `translateX(${x}px)` }}
          />
        );
      })}
    </>
  );
}
