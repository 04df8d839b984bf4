import { say } from './texts.ts';
import { formatTime } from './times.ts';
import type { Trim } from './trim.ts';
import { useWatched } from './watched.ts';
import { scrollTo } from './zoom.ts';

/** Which part of the material is shown; as wide as that part. */
export function Scrollbar({ trim }: { trim: Trim }) {
  const view = useWatched(trim.view);
  const { durationMs } = trim.extent;
  const part = view.spanMs / durationMs;
  const scroll = (fromMs: number) => trim.view.set(scrollTo(trim.view.now, fromMs, durationMs));
  if (part > 0.999) return <div class="scrollbar" />;

  const grab = (event: PointerEvent) => {
    const bar = event.currentTarget as HTMLElement;
    const { left, width } = bar.getBoundingClientRect();
    const at = ((event.clientX - left) / width) * durationMs;
    const { fromMs, spanMs } = trim.view.now;
    const grip = at >= fromMs && at <= fromMs + spanMs ? at - fromMs : spanMs / 2;
    const move = ({ clientX }: PointerEvent) =>
      scroll(((clientX - left) / width) * durationMs - grip);
    bar.setPointerCapture(event.pointerId);
    bar.addEventListener('pointermove', move);
    bar.addEventListener('lostpointercapture', () => bar.removeEventListener('pointermove', move), {
      once: true,
    });
    move(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const ways: Record<string, number> = {
      ArrowLeft: -0.25,
      ArrowRight: 0.25,
      PageUp: -1,
      PageDown: 1,
    };
    const way = ways[event.key];
    if (way === undefined) return;
    event.preventDefault();
    scroll(view.fromMs + way * view.spanMs);
  };
  return (
    <div
      class="scrollbar"
      role="slider"
      tabIndex={0}
      aria-label={say.shownPart}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs - view.spanMs)}
      aria-valuenow={Math.round(view.fromMs)}
      aria-valuetext={say.fromTo(formatTime(view.fromMs), formatTime(view.fromMs + view.spanMs))}
      onPointerDown={grab}
      onKeyDown={onKeyDown}
    >
      <div
        style={{
          transform: `translateX(${(view.fromMs / view.spanMs) * 100}%)`,
          width: `${part * 100}%`,
        }}
      />
    </div>
  );
}
