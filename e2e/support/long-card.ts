import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { findFfmpeg } from '../../server/ffmpeg/find.ts';
import { PLAYLIST_FILE, renderPlaylist } from '../../server/segments/playlist.ts';
import { COLUMNS, ROWS, toCells } from './card/cells.ts';
import type { Product } from './hindsight.ts';

/** Pictures a second. */
export const RATE = 15;
const [WIDTH, HEIGHT] = [320, 180];
const CELL = WIDTH / COLUMNS;

/**
 * Minutes of the test card in somebody's buffer without sharing them: the counter is the number of the picture.
 * @param startMs when it began, ms since the epoch
 */
export async function bufferCard(
  { services }: Product,
  userId: string,
  { seconds, startMs }: { seconds: number; startMs: number },
): Promise<void> {
  const folder = join(services.config.segmentsPath, userId, String(startMs));
  await mkdir(folder, { recursive: true });
  const size = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${WIDTH}x${HEIGHT}`];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-bf', '0'];
  const keys = ['-pix_fmt', 'yuv420p', '-g', String(2 * RATE), '-sc_threshold', '0'];
  const output = ['-f', 'hls', '-hls_time', '2', '-hls_list_size', '0'];
  const names = [
    '-hls_segment_filename',
    join(folder, 'segment_%05d.ts'),
    join(folder, 'made.m3u8'),
  ];
  const ffmpeg = spawn(
    await findFfmpeg(process.env.FFMPEG_PATH),
    ['-v', 'error', ...size, '-r', String(RATE), '-i', '-', ...codec, ...keys, ...output, ...names],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const ended = once(ffmpeg, 'close');
  await pipeline(Readable.from(pictures(seconds * RATE, startMs)), ffmpeg.stdin);
  await ended;
  const made = await readFile(join(folder, 'made.m3u8'), 'utf8');
  let at = startMs;
  const segments = [...made.matchAll(/#EXTINF:([\d.]+),\n(.+\.ts)/g)].map(
    ([, length, uri = '']) => {
      const durationMs = Number(length) * 1000;
      at += durationMs;
      return { uri, durationMs, startMs: at - durationMs, discontinuity: false };
    },
  );
  const playlist = renderPlaylist({ mediaSequence: 0, segments, ended: true });
  await writeFile(join(folder, PLAYLIST_FILE), playlist);
}

function* pictures(count: number, startMs: number): Generator<Buffer> {
  for (let counter = 0; counter < count; counter++) {
    const clockMs = startMs + Math.round((counter * 1000) / RATE);
    const cells = toCells({ clockMs, counter, card: 1 });
    const picture = Buffer.alloc(WIDTH * HEIGHT, 128);
    for (let y = 0; y < ROWS * (HEIGHT / 18); y++) {
      for (let column = 0; column < COLUMNS; column++) {
        const isWhite = cells[Math.floor(y / (HEIGHT / 18)) * COLUMNS + column];
        const from = y * WIDTH + column * CELL;
        picture.fill(isWhite ? 235 : 16, from, from + CELL);
      }
    }
    yield picture;
  }
}
