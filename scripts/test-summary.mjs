/**
 * Adds vitest's JSON reports up to one line for a machine to read, and fails if anything did.
 *
 *     node scripts/test-summary.mjs EXIT_CODE REPORT...
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const [code, ...reports] = process.argv.slice(2);
let [passed, failed, skipped] = [0, 0, 0];
let complete = code === '0';
/** What failed and why, said last: it is what somebody looks for who sees only the end. @type {string[]} */
const failures = [];
for (const file of reports) {
  const report = read(file);
  if (!report) {
    console.log(`${basename(file, '.json')}: did not run`);
    complete = false;
    continue;
  }
  // A file that could not be loaded has failed without having a test.
  const broken = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ result) =>
      result.status === 'failed' && result.assertionResults.length === 0,
  ).length;
  passed += report.numPassedTests;
  failed += report.numFailedTests + broken;
  skipped += report.numPendingTests + report.numTodoTests;
  for (const result of report.testResults) {
    const { name, startTime, endTime, status } = result;
    const path = name.slice(process.cwd().length + 1);
    console.log(`${((endTime - startTime) / 1000).toFixed(1).padStart(7)} s  ${status}  ${path}`);
    if (status === 'passed') continue;
    if (result.message) failures.push(`${path}\n${start(result.message)}`);
    for (const { fullName, failureMessages } of result.assertionResults)
      for (const message of failureMessages ?? [])
        failures.push(`${path} › ${fullName}\n${start(message)}`);
  }
}
for (const failure of failures) console.log(`\n${failure}`);
// Set-up, lint and what vitest itself stumbles over have no test that could have failed.
if (!complete && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

/**
 * A failure's words and where it was, without what vitest and Node add.
 *
 * @param {string} message
 */
function start(message) {
  const lines = message.split('\n').filter((line) => !line.includes('node_modules'));
  return lines
    .slice(0, 12)
    .map((line) => `    ${line.slice(0, 300)}`)
    .join('\n');
}

/** @param {string} file */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
