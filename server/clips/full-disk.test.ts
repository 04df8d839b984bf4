import { expect, test } from 'vitest';
import { UserError } from '../errors.ts';
import { fullDiskInWords } from './full-disk.ts';

const failed = (code: string, message: string) => Object.assign(new Error(message), { code });

test.each([
  [failed('ENOSPC', 'ENOSPC: no space left on device, write'), 'is full'],
  [new Error('ffmpeg ended with 1: No space left on device'), 'is full'],
  [failed('EROFS', 'EROFS: read-only file system, open'), 'cannot be written to'],
  [new Error('ffmpeg ended with 1: Read-only file system'), 'cannot be written to'],
])('%s is said in words, with the error as its cause', (cause, words) => {
  const said = fullDiskInWords(cause);
  expect(said).toMatchObject({ status: 507, message: expect.stringContaining(words), cause });
});

test('anything else stays as it is', () => {
  const [other, inWords] = [new Error('broken'), new UserError('ENOSPC')];
  expect(fullDiskInWords(other)).toBe(other);
  expect(fullDiskInWords(inWords)).toBe(inWords);
});
