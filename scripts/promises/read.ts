/** A line of docs/security.md or docs/reliability.md: what is promised, and a test that shows it. */
export interface Promised {
  promise: string;
  /** Path below the root. */
  file: string;
  /** As the test calls itself; a name that it makes for each of several has its `%s` in it. */
  name: string;
}

/** `| promise | [file](../file) › test name |` */
const ROW = /^\| (.+?) \| (.+) \|$/;
const SHOWN = /^\[`?([^`\]]+)`?\]\(\.\.\/([^)]+)\) › (.+)$/;

/**
 * The rows of all tables that have a column "shown by". Several tests of one promise are parted by `<br>`.
 * @throws Error naming a row that is not written so
 */
export function promisesIn(page: string): Promised[] {
  const found: Promised[] = [];
  let isTable = false;
  for (const line of page.split('\n')) {
    const [, promise = '', shown = ''] = ROW.exec(line) ?? [];
    if (!line.startsWith('|')) isTable = false;
    else if (shown === 'shown by') isTable = true;
    else if (isTable && !/^\|[-| ]+\|$/.test(line)) {
      for (const each of shown.split('<br>')) found.push({ promise, ...testIn(line, each.trim()) });
    }
  }
  return found;
}

function testIn(line: string, shown: string): { file: string; name: string } {
  const [, label, file = '', name = ''] = SHOWN.exec(shown) ?? [];
  if (!name || !file.endsWith(label ?? ''))
    throw new Error(`no test is named as it should be: ${line}`);
  return { file, name: name.replaceAll('\\|', '|') };
}

/** Whether a test of that name stands in a file's source, however it is quoted there. */
export function hasTest(source: string, name: string): boolean {
  const plain = source.replace(/\\(['"`])/g, '$1');
  return ["'", '"', '`'].some((quote) => plain.includes(quote + name + quote));
}
