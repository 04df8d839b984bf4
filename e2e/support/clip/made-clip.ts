import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { BEEP_MS, beepPitch } from '../card/beeps.ts';
import { COLUMNS, ROWS, STRIP, toCells } from '../card/cells.ts';

/** A clip of the test card made without a browser, right or wrong in known ways. */
export interface MadeClip {
  file: string;
  /** The card's clock at the first frame, ms since the epoch. */
  fromMs: number;
  lengthMs: number;
  card?: number;
  /** Frames that are a grey picture instead. */
  grey?: (index: number) => boolean;
  /** Later than the picture, ms. */
  soundLateMs?: number;
  soundless?: boolean;
  /** Output arguments of ffmpeg. */
  output?: string[];
}

const [WIDTH, HEIGHT, FPS, RATE] = [640, 360, 30, 48_000];
const DEFAULT_OUTPUT = ['-b:v', '2500k', '-movflags', '+faststart'];

export async function makeClip(ffmpegPath: string, made: MadeClip): Promise<string> {
  const { file, lengthMs, output = DEFAULT_OUTPUT } = made;
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${WIDTH}x${HEIGHT}`, '-r', String(FPS)];
  const input = [...raw, '-i', 'pipe:0'];
  if (!made.soundless) {
    await writeFile(`${file}.pcm`, sound(made));
    input.push('-f', 'f32le', '-ar', String(RATE), '-ac', '1', '-i', `${file}.pcm`);
  }
  const count = Math.round((lengthMs / 1000) * FPS);
  const codecs = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  const child = spawn(
    ffmpegPath,
    ['-v', 'error', '-y', ...input, '-fps_mode', 'vfr', ...codecs, ...output, file],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  const ended = once(child, 'exit');
  for (let i = 0; i < count; i += 1) {
    if (!child.stdin.write(picture(made, i))) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
  return file;
}

function picture({ fromMs, card = 1, grey }: MadeClip, index: number): Buffer {
  const clockMs = Math.round(fromMs + (index * 1000) / FPS);
  const image = Buffer.alloc(WIDTH * HEIGHT, 128);
  if (grey?.(index)) return image;
  const cells = toCells({ clockMs, counter: index, card });
  const [w, h] = [WIDTH / COLUMNS, (HEIGHT * STRIP) / ROWS];
  for (let y = 0; y < HEIGHT; y += 1) {
    const row = Math.floor(y / h);
    for (let column = 0; column < COLUMNS; column += 1) {
      const white = cells[row * COLUMNS + column];
      // Below the strip drifting stripes give the encoder something to do.
      const shade = row < ROWS ? (white ? 255 : 0) : ((column * 64 + y * 3 + index * 5) >> 2) % 200;
      image.fill(shade, y * WIDTH + column * w, y * WIDTH + (column + 1) * w);
    }
  }
  return image;
}

function sound({ fromMs, lengthMs, card = 1, soundLateMs = 0 }: MadeClip): Buffer {
  const samples = new Float32Array((lengthMs / 1000) * RATE);
  for (let i = 0; i < samples.length; i += 1) {
    const clockMs = fromMs + (i / RATE) * 1000 - soundLateMs;
    const second = Math.floor(clockMs / 1000);
    const into = clockMs - second * 1000;
    if (into < BEEP_MS)
      samples[i] = 0.5 * Math.sin((2 * Math.PI * beepPitch(second, card) * into) / 1000);
  }
  return Buffer.from(samples.buffer);
}
