import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/start.ts';
import { ask, letGo, startChild } from './child.ts';
import { atMost, type Bench, median, plain } from './figure.ts';
import type { Uploaded, UploadOrder } from './uploading/upload-once.ts';

const MIB = 1024 * 1024;
const SMALL_MIB = 5;
const LARGE_MIB = 100;
/** More than Discord takes: what is read is let go of. */
const HUGE_MIB = 400;
const RUNS = 3;
/** What was read and is not collected yet is up to 60 MiB, whatever the size; held once, the large one is past 1.8. */
const MOST_RATIO = 1.6;
const MOST_RATIO_HUGE = 1.2;

/** The most memory that an upload takes by the bot's own means, of a large file beside a small one. */
export const uploads: Bench = {
  name: 'uploads',
  async measure(say) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-uploads-'));
    const sandbox = await startSandbox({ dataDir: folder });
    try {
      const { guilds } = await sandbox.control.world();
      const channelId = guilds[0]?.channels[0]?.id ?? '';
      await sandbox.control.setUploadLimit(guilds[0]?.name ?? '', HUGE_MIB * MIB);
      const peakOf = async (mib: number) => {
        const path = join(folder, `${mib}.mp4`);
        const file = await open(path, 'w');
        for (let i = 0; i < mib; i++) await file.write(Buffer.alloc(MIB, i));
        await file.close();
        const peaks: number[] = [];
        for (let run = 0; run < RUNS; run++) {
          const { apiUrl, botToken: token } = sandbox;
          const order: UploadOrder = { apiUrl, token, channelId, path };
          const child = startChild('uploading/upload-once.ts', order);
          const { size, peakRss } = await ask<Uploaded>(child, 'upload');
          await letGo(child);
          if (size !== mib * MIB) throw new Error(`${size} bytes of ${mib} MiB arrived`);
          peaks.push(peakRss / MIB);
          say(`${mib} MiB: at most ${Math.round(peakRss / MIB)} MiB of memory`);
        }
        return median(peaks);
      };
      const small = await peakOf(SMALL_MIB);
      const large = await peakOf(LARGE_MIB);
      const huge = await peakOf(HUGE_MIB);
      return [
        plain(`uploads: peak memory for ${SMALL_MIB} MiB`, small, 'MiB'),
        plain(`uploads: peak memory for ${LARGE_MIB} MiB`, large, 'MiB'),
        plain(`uploads: peak memory for ${HUGE_MIB} MiB`, huge, 'MiB'),
        atMost('uploads: peak memory, large beside small', large / small, 'times', MOST_RATIO),
        atMost('uploads: peak memory, huge beside large', huge / large, 'times', MOST_RATIO_HUGE),
      ];
    } finally {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
