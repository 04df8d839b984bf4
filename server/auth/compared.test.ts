import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Something secret beside an equals sign, other than whether it is there at all. */
const COMPARED =
  /\b\w*(secret|token|signature|\bsig|hmac|password|cookie|bearer|authorization)\w*\)? ?[!=]==? (?!undefined|null|''|'string')[^\n]*/gi;
const NO_SECRETS = [/signalingState|\.type\b|\bkind\b/];

const compared = (text: string) =>
  [...text.matchAll(COMPARED)]
    .map(([found]) => found)
    .filter((found) => !NO_SECRETS.some((one) => one.test(found)));

test('no secret is compared by an equals sign, which takes longer the more of it is right', async () => {
  const found: string[] = [];
  for await (const file of glob('{server,bot,commands,jobs}/**/*.ts', { cwd: ROOT })) {
    if (/\.test\.ts$|\/test-|\/matrix\//.test(file)) continue;
    const text = await readFile(`${ROOT}${file}`, 'utf8');
    found.push(...compared(text).map((line) => `${file}: ${line}`));
  }
  expect(found).toEqual([]);
});

test('such a line would be seen', () => {
  expect(compared('if (given.token === right) return;')).toHaveLength(1);
  expect(compared('const same = signature !== expected;')).toHaveLength(1);
  expect(compared('if (token === undefined) return;')).toEqual([]);
});
