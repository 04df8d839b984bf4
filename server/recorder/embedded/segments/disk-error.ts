import { UserError } from '../../../errors.ts';

const ASK = 'Ask whoever runs Hindsight to';
const REASONS: [RegExp, string][] = [
  [/ENOSPC|EDQUOT|No space left/, `is full. ${ASK} make room.`],
  [/EROFS|EACCES|EPERM/, `cannot be written to. ${ASK} look at it.`],
];

/** What went wrong on the disk, for the sharer where there are words for it. */
export function inWords(cause: Error): Error {
  const told = `${(cause as { code?: string }).code} ${cause}`;
  const [, words] = REASONS.find(([sign]) => sign.test(told)) ?? [];
  if (!words) return cause;
  return new UserError(`The disk that keeps the replay buffer ${words}`, { status: 507, cause });
}
