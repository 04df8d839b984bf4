import { UserError } from '../errors.ts';

const SIGNS = /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/;

/** What a render failed of; in words for a person where the disk has no room for it. Everything else as it is. */
export function fullDiskInWords(cause: unknown): unknown {
  if (cause instanceof UserError || !(cause instanceof Error)) return cause;
  if (!SIGNS.test(`${(cause as NodeJS.ErrnoException).code} ${cause.message}`)) return cause;
  return new UserError(({ disk }) => disk.clipFull, { status: 507, cause });
}
