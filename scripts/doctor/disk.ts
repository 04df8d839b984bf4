import type { Config } from '../../server/config.ts';
import type { Why } from '../../server/disk/guard-disk.ts';
import { reserveOf } from '../../server/disk/limits.ts';
import { formatSize } from '../../server/disk/size.ts';
import { spacesOf } from '../../server/disk/space.ts';
import type { AppState } from '../../server/http/app-state.ts';
import { formatDuration } from '../../server/words/format-duration.ts';
import { type Finding, why } from './check.ts';

const NAME = 'disk';
const MAKE_ROOM = 'Make room there, set REPLAY_MAX_BYTES, or keep less: docs/deploy.md, "Disk".';
const LIMITS: Record<Why, string> = {
  disk: 'the disk has no more room',
  all: 'REPLAY_MAX_BYTES is reached',
  person: 'REPLAY_MAX_BYTES_PER_PERSON is reached',
  server: 'REPLAY_MAX_BYTES_PER_SERVER is reached',
};

/** Of each file system that recordings, clips and records lie on, what is free. */
export async function checkDisk(config: Config): Promise<Finding[]> {
  const { segmentsPath, clipsPath, dataDir, diskLimits } = config;
  try {
    const spaces = await spacesOf([segmentsPath, clipsPath, dataDir]);
    return spaces.map(({ path, bytes, freeBytes }) => {
      const reserve = reserveOf(bytes, diskLimits.minFreeBytes);
      const says = `${path}: ${formatSize(freeBytes)} of ${formatSize(bytes)} free`;
      if (freeBytes >= reserve) return { name: NAME, state: 'ok', says };
      const short = `${says}, less than the ${formatSize(reserve)} that are to stay free`;
      return { name: NAME, state: 'missing', says: short, todo: MAKE_ROOM };
    });
  } catch (error) {
    return [{ name: NAME, state: 'missing', says: why(error), todo: 'See that it is mounted.' }];
  }
}

/** What the running Hindsight had to do for want of room. */
export function judgeDisk({ disk }: AppState): Finding[] {
  if (!disk) return [];
  const takes = `what is buffered takes ${formatSize(disk.usedBytes)}`;
  const findings: Finding[] = [];
  if (disk.shrunkMs > 0) {
    const says = `${takes}; everybody's window is ${formatDuration(disk.shrunkMs)} shorter than usual, for want of room`;
    findings.push({ name: NAME, state: 'note', says, todo: MAKE_ROOM });
  }
  for (const { scope, why: limit } of disk.tight) {
    const of = scope === 'all' ? '' : ` of ${scope.replace(':', ' ')}`;
    const says = `new shares${of} are refused: ${LIMITS[limit]}`;
    findings.push({ name: NAME, state: 'missing', says, todo: MAKE_ROOM });
  }
  const fine: Finding = { name: NAME, state: 'ok', says: `${takes}; all windows are whole` };
  return findings.length > 0 ? findings : [fine];
}
