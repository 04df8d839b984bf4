import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Product } from '../../e2e/support/hindsight.ts';
import { findFfmpeg } from '../../server/ffmpeg/find.ts';

/** Puts a clip of 1280 × 720 with sound into somebody's library. @returns its id */
export async function makeLargeClip(
  { services }: Product,
  ownerId: string,
  lengthS: number,
): Promise<string> {
  const id = '8000000';
  await mkdir(services.config.clipsPath, { recursive: true });
  const ffmpeg = await findFfmpeg(process.env.FFMPEG_PATH);
  const picture = ['-f', 'lavfi', '-i', `testsrc2=s=1280x720:r=30:d=${lengthS}`];
  const sound = ['-f', 'lavfi', '-i', `sine=f=440:b=2:r=48000:d=${lengthS}`];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '60', '-pix_fmt', 'yuv420p'];
  const output = ['-c:a', 'aac', '-movflags', '+faststart', '-y', services.clips.file(id)];
  await promisify(execFile)(ffmpeg, ['-v', 'error', ...picture, ...sound, ...codecs, ...output]);
  const toMs = Date.now();
  await services.clips.save({
    ...{ id, ownerId, requesterId: ownerId, guildId: '0', channelId: '0', title: 'Two minutes' },
    ...{ fromMs: toMs - lengthS * 1000, toMs, durationMs: lengthS * 1000, bytes: 10_000_000 },
    ...{ width: 1280, height: 720, createdAtMs: toMs, visibility: 'private' },
  });
  return id;
}
