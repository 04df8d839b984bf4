import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './parts/paths.mjs';
import { hasTest, promisesIn } from './promises/read.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test.each(['docs/security.md', 'docs/reliability.md'])(
  '%s: every promise names a test that there is',
  (page) => {
    const promises = promisesIn(read(page));
    expect(promises.length).toBeGreaterThan(20);
    const unshown = promises.filter(
      ({ file, name }) => !existsSync(join(ROOT, file)) || !hasTest(read(file), name),
    );
    expect(unshown).toEqual([]);
  },
);

const HEAD = '| what | shown by |\n|---|---|\n';

test('a row names one test or several', () => {
  const row = '| a | [b.test.ts](../c/b.test.ts) › d \\| e<br>[f.test.ts](../f.test.ts) › g |';
  expect(promisesIn(HEAD + row)).toEqual([
    { promise: 'a', file: 'c/b.test.ts', name: 'd | e' },
    { promise: 'a', file: 'f.test.ts', name: 'g' },
  ]);
  expect(promisesIn('| another | table |\n|---|---|\n| a | b |')).toEqual([]);
});

test.each(['| a | nothing |', '| a | [b.test.ts](../c/d.test.ts) › e |', '| a | b.test.ts › c |'])(
  'a row without a test is refused: %s',
  (row) => {
    expect(() => promisesIn(HEAD + row)).toThrow('no test is named');
  },
);

test('a test is found by its whole name, whatever its quotes', () => {
  const source = `test('it\\'s one', f); test("it's another", f); test(\`a third\`, f)`;
  for (const name of ["it's one", "it's another", 'a third']) {
    expect(hasTest(source, name)).toBe(true);
  }
  expect(hasTest(source, 'third')).toBe(false);
});
