import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { clock, duration, timeOfDay } from '../words.ts';
import { say as clips } from './clip-texts.ts';
import type { ReplayStatus } from './status.ts';
import { fillSlots, placeOf, recordedIn, type Stretch, scaleOf, ticksOf } from './strip.ts';
import { say } from './texts.ts';
import type { Picture } from './thumbnails.ts';
import type { Mark } from './use-marks.ts';

interface Props {
  status: ReplayStatus;
  pictures: Picture[];
  marks: Mark[];
  /** How far the server's clock is ahead of this computer's, ms. */
  aheadMs: number;
}

/** How wide a picture is, px. */
const SLOT_PX = 84;
const percent = (part: number) => `${(part * 100).toFixed(2)}%`;

/** What the buffer holds: pictures, gaps, marks of time and markers, the newest moment at the right. */
export function Strip({ status, pictures, marks, aheadMs }: Props) {
  const [count, setCount] = useState(8);
  const strip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setCount(Math.max(3, Math.round(entry.contentRect.width / SLOT_PX)));
    });
    if (strip.current) watch.observe(strip.current);
    return () => watch.disconnect();
  }, []);
  const scale = scaleOf(status);
  const known = pictures.map(({ atMs, url }) => ({ atMs: atMs + aheadMs, url }));
  const slots = scale
    ? fillSlots(known, scale, count)
    : Array.from({ length: count }, () => undefined);
  const recorded = recordedIn(status);
  return (
    <figure class="strip">
      <div class="pictures" ref={strip} aria-hidden="true">
        {slots.map((picture, i) => (
          // Parts of the strip have no other name than their place.
          <span key={i} class="slot">
            {picture && <img src={picture.url} alt="" />}
          </span>
        ))}
        {scale &&
          notRecorded(recorded, scale).map((gap) => (
            <Gap key={gap.fromMs} gap={gap} scale={scale} />
          ))}
        {scale &&
          marks.map(({ id, atMs, label }) => (
            <span
              key={id}
              class="pin"
              style={{ left: percent(placeOf(atMs, scale)) }}
              title={`${label || clips.noLabel}, ${timeOfDay(atMs)}`}
            />
          ))}
      </div>
      {scale && <Ticks scale={scale} live={status.status === 'active'} />}
      <figcaption class="unseen">
        {say.strip}:{' '}
        {say.stripWords(duration(status.bufferedMs), status.gaps?.length ?? 0, marks.length)}
      </figcaption>
    </figure>
  );
}

function Gap({ gap, scale }: { gap: Stretch; scale: Stretch }) {
  const left = placeOf(gap.fromMs, scale);
  const width = placeOf(gap.toMs, scale) - left;
  return (
    <span
      class="gap"
      style={{ left: percent(left), width: percent(width) }}
      title={say.gap(clock(gap.toMs - gap.fromMs))}
    />
  );
}

function Ticks({ scale, live }: { scale: Stretch; live: boolean }) {
  return (
    <div class="ticks" aria-hidden="true">
      {ticksOf(scale).map((agoMs) => (
        <span
          key={agoMs}
          class={scale.toMs - agoMs === scale.fromMs ? 'oldest' : ''}
          style={{ left: percent(placeOf(scale.toMs - agoMs, scale)) }}
        >
          {say.ago(clock(agoMs))}
        </span>
      ))}
      <span class="newest">{live ? say.now : say.ended}</span>
    </div>
  );
}

function notRecorded(recorded: Stretch[], scale: Stretch): Stretch[] {
  const starts = [scale.fromMs, ...recorded.map(({ toMs }) => toMs)];
  const ends = [...recorded.map(({ fromMs }) => fromMs), scale.toMs];
  return starts
    .map((fromMs, i) => ({ fromMs, toMs: ends[i] ?? scale.toMs }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
}
