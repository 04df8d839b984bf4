import { UserError } from '../../../errors.ts';
import type { Say } from '../../../words/words.ts';

const REASONS: [RegExp, Say][] = [
  [/ENOSPC|EDQUOT|No space left/, ({ faults }) => faults.diskFull],
  [/EROFS|EACCES|EPERM/, ({ faults }) => faults.diskReadOnly],
];

/** What went wrong on the disk, for the sharer where there are words for it. */
export function inWords(cause: Error): Error {
  const told = `${(cause as { code?: string }).code} ${cause}`;
  const [, say] = REASONS.find(([sign]) => sign.test(told)) ?? [];
  return say ? new UserError(say, { status: 507, cause }) : cause;
}
