import type { Preview, Waveform } from './preview.ts';
import { placeThumbnails } from './thumbnails.ts';
import { formatTime } from './times.ts';
import { ruler, type View, xOf } from './zoom.ts';

/** What is drawn of the material; both come after the page. */
export interface Material {
  preview: Preview;
  sprite?: CanvasImageSource | undefined;
  waveform?: Waveform | undefined;
}

/** Heights of the timeline's rows, px; above them, what is left of the canvas is the ruler's. */
const ROWS = { strip: 60, wave: 44 };

const RULER_PX = 90;
/** What is never louder than that isn't drawn as if it were. */
const LEAST_PEAK = 24;

/** Draws ruler, small pictures and waveform; once for a view, never while something is dragged in it. */
export function drawTimeline(
  canvas: HTMLCanvasElement,
  { preview, sprite, waveform }: Material,
  view: View,
  width: number,
): void {
  const context = canvas.getContext('2d');
  if (!context || width === 0) return;
  const ratio = devicePixelRatio;
  const height = canvas.clientHeight;
  const top = height - ROWS.strip - ROWS.wave;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name);
  drawRuler(context, top, view, width, colour('--quiet'), colour('--line'));
  context.fillStyle = colour('--soft');
  context.fillRect(0, top, width, ROWS.strip + ROWS.wave);
  if (sprite) drawStrip(context, top, sprite, preview, view, width);
  if (waveform) drawWave(context, top + ROWS.strip, waveform, view, width, colour('--accent'));
}

function drawRuler(
  context: CanvasRenderingContext2D,
  height: number,
  view: View,
  width: number,
  ink: string,
  line: string,
): void {
  const { stepMs, at } = ruler(view, width, RULER_PX);
  const digits = stepMs % 1000 === 0 ? -4 : -2;
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (const ms of at) {
    const x = Math.round(xOf(ms, view, width)) + 0.5;
    context.fillStyle = line;
    context.fillRect(x, height - 8, 1, 8);
    const text = formatTime(ms).slice(0, digits);
    const room = context.measureText(text).width;
    if (x + 4 + room > width) continue;
    context.fillStyle = ink;
    context.fillText(text, x + 4, height / 2);
  }
}

function drawStrip(
  context: CanvasRenderingContext2D,
  top: number,
  sprite: CanvasImageSource,
  { thumbnails }: Preview,
  view: View,
  width: number,
): void {
  for (const cell of placeThumbnails(thumbnails, view, width, ROWS.strip)) {
    context.drawImage(
      ...([sprite, cell.sourceX, cell.sourceY, thumbnails.width, thumbnails.height] as const),
      ...([cell.x, top, cell.width, ROWS.strip] as const),
    );
  }
}

function drawWave(
  context: CanvasRenderingContext2D,
  top: number,
  { perSecond, peaks }: Waveform,
  view: View,
  width: number,
  ink: string,
): void {
  // Quiet sounds have a shape, too; silence has none.
  const most = peaks.reduce((a, b) => Math.max(a, b), LEAST_PEAK);
  const middle = top + ROWS.wave / 2;
  context.fillStyle = ink;
  context.beginPath();
  for (let x = 0; x < width; x++) {
    const peak = loudest(peaks, perSecond, view, x / width, (x + 1) / width);
    const half = Math.max(0.5, (peak / most) * (ROWS.wave / 2 - 2));
    context.rect(x, middle - half, 1, 2 * half);
  }
  context.fill();
}

/** @param from and to parts of the view */
function loudest(
  peaks: readonly number[],
  perSecond: number,
  view: View,
  from: number,
  to: number,
): number {
  const index = (part: number) =>
    Math.floor(((view.fromMs + part * view.spanMs) / 1000) * perSecond);
  let most = 0;
  for (let i = index(from); i <= Math.max(index(from), index(to) - 1); i++) {
    most = Math.max(most, peaks[i] ?? 0);
  }
  return most;
}
