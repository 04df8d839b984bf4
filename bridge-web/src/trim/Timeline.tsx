import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { createDragging } from './drag.ts';
import { drawTimeline } from './drawing.ts';
import { Flags, Gaps } from './Flags.tsx';
import { paint } from './paint.ts';
import type { Playback } from './playback.ts';
import { Scrollbar } from './Scrollbar.tsx';
import { HandleSlider, leftButton, Playhead } from './Sliders.tsx';
import { say } from './texts.ts';
import type { Trim } from './trim.ts';
import { useMaterial } from './use-material.ts';
import { msAt, scrollTo } from './zoom.ts';

interface Props {
  trim: Trim;
  playback: Playback;
}

/** Pictures, sound, marks and gaps of the material, with what is selected of it. */
export function Timeline({ trim, playback }: Props) {
  const track = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState<ReturnType<typeof createDragging>>();
  useEffect(() => {
    if (track.current) setDragging(createDragging(track.current, trim, playback));
  }, [trim, playback]);
  useWidth(track, trim);
  useWheel(track, trim);
  usePainted(track, trim);

  return (
    <div class="timeline" role="group" aria-label={say.timeline}>
      <Flags trim={trim} playback={playback} />
      <div class="track" ref={track}>
        <Drawing trim={trim} onPointerDown={(event) => dragging?.playhead(event)} />
        <Gaps trim={trim} />
        <div class="shade before" />
        <div class="shade behind" />
        <div class="chosen" />
        <Playhead trim={trim} playback={playback} onGrab={(event) => dragging?.playhead(event)} />
        {(['from', 'to'] as const).map((handle) => (
          <HandleSlider
            key={handle}
            {...{ handle, trim, playback }}
            onGrab={(event) => dragging?.handle(handle, event)}
          />
        ))}
      </div>
      <Scrollbar trim={trim} />
    </div>
  );
}

function Drawing(props: { trim: Trim; onPointerDown(event: PointerEvent): void }) {
  const { trim } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const material = useMaterial(trim.preview);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      frame = 0;
      if (canvas.current) drawTimeline(canvas.current, material, trim.view.now, trim.width.now);
    };
    const ask = () => {
      frame ||= requestAnimationFrame(draw);
    };
    ask();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', ask);
    const ends = [trim.view.listen(ask), trim.width.listen(ask)];
    return () => {
      cancelAnimationFrame(frame);
      dark.removeEventListener('change', ask);
      for (const end of ends) end();
    };
  }, [material, trim]);
  return <canvas ref={canvas} aria-hidden="true" onPointerDown={leftButton(props.onPointerDown)} />;
}

function useWidth(track: { current: HTMLElement | null }, trim: Trim): void {
  useLayoutEffect(() => {
    if (!track.current) return;
    trim.width.set(track.current.clientWidth);
    const observer = new ResizeObserver(([entry]) => {
      if (entry) trim.width.set(entry.contentRect.width);
    });
    observer.observe(track.current);
    return () => observer.disconnect();
  }, [track, trim]);
}

/** Sideways it scrolls, with Ctrl (which is also two fingers on a touchpad) it zooms; else the page scrolls. */
function useWheel(track: { current: HTMLElement | null }, trim: Trim): void {
  useEffect(() => {
    const element = track.current;
    if (!element) return;
    const { durationMs } = trim.extent;
    const wheel = (event: WheelEvent) => {
      const { view, width } = trim;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const x = event.clientX - element.getBoundingClientRect().left;
        trim.zoom(2 ** (-event.deltaY / 200), msAt(x, view.now, width.now));
      } else if (Math.abs(sideways) >= Math.abs(event.deltaY) && view.now.spanMs < durationMs) {
        event.preventDefault();
        const by = (sideways / width.now) * view.now.spanMs;
        view.set(scrollTo(view.now, view.now.fromMs + by, durationMs));
      }
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [track, trim]);
}

function usePainted(track: { current: HTMLElement | null }, trim: Trim): void {
  useLayoutEffect(() => {
    const find = (selector: string) => track.current?.querySelector(selector) as HTMLElement;
    return paint(
      {
        ...{ from: find('.handle.from'), to: find('.handle.to'), playhead: find('.playhead') },
        ...{ before: find('.before'), behind: find('.behind'), chosen: find('.chosen') },
      },
      trim,
    );
  }, [track, trim]);
}
