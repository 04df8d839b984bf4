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
  for (const { name, startTime, endTime, status } of report.testResults) {
    const path = name.slice(process.cwd().length + 1);
    console.log(`${((endTime - startTime) / 1000).toFixed(1).padStart(7)} s  ${status}  ${path}`);
  }
}
// Set-up, lint and what vitest itself stumbles over have no test that could have failed.
if (!complete && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

/** @param {string} file */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
