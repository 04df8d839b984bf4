import { UserError } from '../errors.ts';
import type { Say } from '../words/words.ts';

const SIGNS: [RegExp, Say][] = [
  [/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/, ({ disk }) => disk.clipFull],
  [/EROFS|Read-only file system/i, ({ disk }) => disk.clipReadOnly],
];

/** What a clip failed of; in words for a person where the disk does not take it. Everything else as it is. */
export function fullDiskInWords(cause: unknown): unknown {
  if (cause instanceof UserError || !(cause instanceof Error)) return cause;
  const told = `${(cause as NodeJS.ErrnoException).code} ${cause.message}`;
  const [, say] = SIGNS.find(([sign]) => sign.test(told)) ?? [];
  return say ? new UserError(say, { status: 507, cause }) : cause;
}
