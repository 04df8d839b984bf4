import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Product } from '../../e2e/support/hindsight.ts';
import type { Clip } from '../../server/clips/library.ts';
import { findFfmpeg } from '../../server/ffmpeg/find.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Made {
  title: string;
  /** Of ffmpeg's lavfi, without its size and rate. */
  picture: string;
  seconds: number;
  agoMs: number;
  visibility?: 'public';
  /** Name of a channel where it was posted, and when it goes. */
  posted?: { channel: string; goesInDays: number };
  marks?: string[];
  /** Whose it is, if not Ada's. */
  by?: 'bo';
}

const GRADIENT = 'gradients=n=4:speed=0.02';
const life = (seed: number, alive: string, dead: string) =>
  `life=mold=12:ratio=0.12:seed=${seed}:life_color=${alive}:death_color=${dead}:mold_color=#1b1040`;

const CLIPS: Made[] = [
  {
    ...{ title: 'Ace on the bridge', picture: 'mandelbrot=start_scale=2.2:maxiter=300' },
    ...{ seconds: 42, agoMs: 2 * HOUR_MS, marks: ['First shot', 'The last one'] },
    posted: { channel: 'clips', goesInDays: 7 },
  },
  {
    ...{ title: 'The whole colony wakes up', picture: life(7, '#9bffb0', '#2f6b8f') },
    ...{ seconds: 20, agoMs: 5 * HOUR_MS, visibility: 'public' },
  },
  {
    ...{
      title: 'Sunset over the lake',
      picture: `${GRADIENT}:c0=#ff7a59:c1=#ffd56b:c2=#3b1d6e:c3=#e04f8b`,
    },
    ...{ seconds: 95, agoMs: 9 * HOUR_MS, posted: { channel: 'clips', goesInDays: 6 } },
  },
  {
    ...{ title: 'Colour test before the match', picture: 'testsrc2' },
    ...{ seconds: 12, agoMs: DAY_MS },
  },
  {
    ...{
      title: 'Deep dive',
      picture: 'mandelbrot=start_scale=0.02:start_x=-0.7463:start_y=0.1102',
    },
    ...{ seconds: 63, agoMs: 1.4 * DAY_MS, posted: { channel: 'clips', goesInDays: 2 } },
  },
  {
    ...{ title: 'Rule 110 strikes again', picture: 'cellauto=rule=110:scroll=1' },
    ...{ seconds: 18, agoMs: 2 * DAY_MS, visibility: 'public' },
  },
  {
    ...{
      title: 'Northern lights',
      picture: `${GRADIENT}:c0=#04122e:c1=#1fd1a5:c2=#0a3a5e:c3=#8affc1`,
    },
    ...{ seconds: 31, agoMs: 3 * DAY_MS },
  },
  {
    ...{ title: 'Bo falls off the map', picture: 'sierpinski=type=triangle' },
    ...{ seconds: 9, agoMs: 4 * DAY_MS, posted: { channel: 'clips', goesInDays: 3 } },
  },
  {
    ...{ title: '', picture: life(31, '#ffd166', '#b23a48') },
    ...{ seconds: 27, agoMs: 6 * DAY_MS },
  },
  {
    ...{ title: 'Every colour there is', picture: 'rgbtestsrc' },
    ...{ seconds: 15, agoMs: 8 * DAY_MS },
  },
  {
    ...{
      title: 'Clutch, one against four',
      picture: 'mandelbrot=start_scale=0.3:start_x=-1.25:start_y=0.05',
    },
    ...{ seconds: 54, agoMs: 11 * DAY_MS, visibility: 'public' },
  },
  {
    ...{ title: 'Bo’s triple', picture: `${GRADIENT}:c0=#2b59ff:c1=#b0c7ff:c2=#10152e:c3=#6f42f5` },
    ...{ seconds: 22, agoMs: 12 * DAY_MS, visibility: 'public', by: 'bo' },
  },
];

/** Puts a dozen clips, each with a picture of its own, into the library. Newest first. */
export async function makeLibrary(product: Product): Promise<Clip[]> {
  const { services, sandbox, userId } = product;
  await mkdir(services.config.clipsPath, { recursive: true });
  const { guilds } = await sandbox.world('ada');
  const guild = guilds[0];
  const clips: Clip[] = [];
  for (const [place, made] of CLIPS.entries()) {
    const { title, seconds, agoMs, visibility = 'private', posted, marks = [], by = 'ada' } = made;
    const channel = guild?.channels.find(({ name }) => name === (posted?.channel ?? 'clips'));
    const at = { guildId: guild?.id ?? '', channelId: channel?.id ?? '' };
    const ownerId = await userId({ as: by, channel: '#clips' });
    const id = String(9_000_000 + place);
    const file = services.clips.file(id);
    await render(made, file);
    const createdAtMs = Date.now() - agoMs;
    const fromMs = createdAtMs - seconds * 1000;
    const clip: Clip = {
      ...{ id, ownerId, requesterId: ownerId, title, visibility, createdAtMs, ...at },
      ...{ fromMs, toMs: createdAtMs, durationMs: seconds * 1000, width: 640, height: 360 },
      bytes: (await stat(file)).size,
      marks: marks.map((label, index) => ({ label, atMs: fromMs + (index + 1) * 12_000 })),
      ...(posted && {
        expiresAtMs: Date.now() + posted.goesInDays * DAY_MS,
        posted: [{ to: 'channel', ...at, messageId: id, as: 'file', atMs: createdAtMs }],
      }),
    };
    await services.clips.save(clip);
    clips.push(clip);
  }
  return clips;
}

async function render({ picture, seconds }: Made, file: string): Promise<void> {
  const ffmpeg = await findFfmpeg(process.env.FFMPEG_PATH);
  const source = `${picture}${picture.includes('=') ? ':' : '='}s=640x360:r=2,loop=loop=-1:size=6`;
  const output = ['-t', String(seconds), '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '30'];
  const sound = ['-f', 'lavfi', '-i', `sine=f=330:r=48000:d=${seconds}`];
  await promisify(execFile)(ffmpeg, [
    ...['-v', 'error', '-f', 'lavfi', '-i', source, ...sound, ...output],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest', '-movflags', '+faststart', '-y', file],
  ]);
}
