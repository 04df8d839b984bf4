/**
 * Runs the tests of one kind: real servers, processes and clocks on a machine that may be busy with other things. Where a
 * few files fail they are run once more, alone; what fails twice has failed, and what passes then is told as unsteady.
 *
 *     node scripts/run-tests.ts unit|e2e [FILE ...] [-t NAME]
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** What is used of vitest's JSON report. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    /** Absolute path. */
    name: string;
    status: string;
    /** What failed outside of a test: a hook, or loading the file. */
    message?: string;
    assertionResults: { status: string; failureMessages?: string[] }[];
  }[];
}

/** vitest's projects, by kind. */
const PROJECTS: Record<string, string> = { unit: 'unit*', e2e: 'e2e' };
/** More than these fail because something is broken. */
const MOST_AGAIN = 5;

const [kind = '', ...asked] = process.argv.slice(2);
const project = PROJECTS[kind];
if (!project) throw new Error(`Which tests? One of: ${Object.keys(PROJECTS).join(', ')}.`);
const report = `.cache/tests/${kind}.json`;
const first = run(asked, report);
const failed = first.report?.testResults.filter(({ status }) => status === 'failed') ?? [];
process.exitCode = first.code;
if (first.report && failed.length > 0 && failed.length <= MOST_AGAIN) {
  const files = failed.map(({ name }) => relative(process.cwd(), name));
  console.log(`\nFailed, and run once more: ${files.join(', ')}\n`);
  const second = run(files, `.cache/tests/${kind}-again.json`);
  if (second.code === 0 && second.report) {
    for (const file of files) console.log(`unsteady: ${file} failed, then passed`);
    writeFileSync(report, JSON.stringify(withSecondTry(first.report, second.report)));
    process.exitCode = 0;
  }
}

/** Vitest itself may have stumbled: then it left no report. */
function run(args: string[], file: string): { code: number; report: Report | undefined } {
  rmSync(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', String(project)];
  const { status } = spawnSync(process.execPath, [...vitest, ...reporters, ...args], {
    stdio: 'inherit',
  });
  return { code: status ?? 1, report: read(file) };
}

function read(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The first report, with the second's results in the place of those that failed. */
function withSecondTry(report: Report, again: Report): Report {
  const testResults = report.testResults.map((result) => {
    const found = again.testResults.find(({ name }) => name === result.name);
    return found ? { ...found, status: 'unsteady', message: whyFailed(result) } : result;
  });
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (wanted: string) => results.filter(({ status }) => status === wanted).length;
  const counts = { numPassedTests: count('passed'), numFailedTests: count('failed') };
  return { ...report, ...counts, testResults };
}

function whyFailed({ message, assertionResults }: Report['testResults'][number]): string {
  return [message, ...assertionResults.flatMap(({ failureMessages }) => failureMessages ?? [])]
    .filter(Boolean)
    .join('\n');
}
