import { execFile } from 'node:child_process';
import { link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Clip } from '../../server/clips/library.ts';
import { findFfmpeg } from '../../server/ffmpeg/find.ts';
import type { Product } from './hindsight.ts';

const LENGTH_S = 4;
let made = 0;

/**
 * Puts clips into somebody's library without a share: records of their own over one small file. Oldest first.
 * @param options.large over a file of more than 10 MiB instead
 */
export async function makeClips(
  { services, dataDir }: Product,
  clips: (Partial<Clip> & Pick<Clip, 'ownerId'>)[],
  { large = false } = {},
): Promise<Clip[]> {
  const { config } = services;
  await mkdir(config.clipsPath, { recursive: true });
  const file = join(dataDir, `made-${made}.mp4`);
  const ffmpeg = await findFfmpeg(process.env.FFMPEG_PATH);
  // No encoder can make noise small.
  const look = large ? ',noise=alls=100:allf=t' : '';
  const picture = ['-f', 'lavfi', '-i', `testsrc2=s=640x360:r=30:d=${LENGTH_S}${look}`];
  const sound = ['-f', 'lavfi', '-i', `sine=f=440:r=48000:d=${LENGTH_S}`];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  const output = ['-movflags', '+faststart', '-y', file];
  await promisify(execFile)(ffmpeg, ['-v', 'error', ...picture, ...sound, ...codecs, ...output]);
  const whole: Clip[] = [];
  for (const change of clips) {
    made += 1;
    const createdAtMs = change.createdAtMs ?? Date.now() - 3_600_000 + made * 1000;
    const clip: Clip = {
      ...{
        id: String(9_000_000 + made),
        requesterId: change.ownerId,
        guildId: '0',
        channelId: '0',
      },
      ...{ title: `Clip ${made}`, fromMs: createdAtMs - LENGTH_S * 1000, toMs: createdAtMs },
      ...{ durationMs: LENGTH_S * 1000, bytes: 200_000, width: 640, height: 360 },
      ...{ createdAtMs, visibility: 'private' as const, ...change },
    };
    await link(file, services.clips.file(clip.id));
    await services.clips.save(clip);
    whole.push(clip);
  }
  return whole;
}
