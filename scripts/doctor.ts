import { endOnCrash } from '../server/crash.ts';
import { failureWords } from '../server/failure-words.ts';
import { readConfig } from '../server/read-config.ts';
import { conceal } from '../server/secrets/conceal.ts';
import { onStopSignal } from '../server/stop-signals.ts';
import type { Finding } from './doctor/check.ts';
import { checkDisk } from './doctor/disk.ts';
import {
  checkDataDir,
  checkMediaPorts,
  checkPort,
  checkReach,
  checkUdpBuffer,
} from './doctor/machine.ts';
import { checkGo, checkParts } from './doctor/parts.ts';
import { checkPrivate } from './doctor/private.ts';
import { examineRunning } from './doctor/running/examine.ts';
import { checkDiscord, checkStore } from './doctor/services.ts';
import { checkSignIn } from './doctor/sign-in.ts';
import { checkStorage } from './doctor/storage.ts';

/**
 * `npm run doctor`: of each part whether it is there, which version, from where, and what to do if not; then, of
 * what runs, whether it works together. `--json` prints the findings as one JSON array.
 */
const MARKS = { ok: 'ok  ', note: 'note', missing: 'MISS' };
const asJson = process.argv.includes('--json');
const findings: Finding[] = [];
const interrupted = new AbortController();
onStopSignal(
  () => {
    progress('removing what was made');
    interrupted.abort(new Error('interrupted'));
  },
  // The second time ends it where it stands.
  () => process.exit(130),
);

try {
  const config = readConfig();
  endOnCrash();
  const parts = checkParts();
  const built = parts.some(({ name, state }) => name === 'livekit-server' && state === 'ok');
  tell([...parts, ...(built ? [] : [checkGo()])]);
  const found = await Promise.all([
    ...(config.storeUrl ? [checkStore(config)] : []),
    checkDiscord(config),
    checkSignIn(config),
    checkDataDir(config),
    checkUdpBuffer(),
    checkPort(config),
    checkMediaPorts(config),
    checkReach(config),
  ]);
  tell(found.filter((each) => each !== undefined));
  tell(await checkDisk(config));
  tell(await checkPrivate(config));
  tell(await checkStorage(config));
  await examineRunning({ config, tell, progress, signal: interrupted.signal });
  sumUp();
} catch (error) {
  if (interrupted.signal.aborted) console.error('\nInterrupted; what the doctor made is removed.');
  else console.error(failureWords(error));
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
}
// Connections that were tried may hang on for a while.
process.exit();

function tell(found: Finding[]): void {
  findings.push(...found);
  if (asJson) return;
  for (const { name, state, says, todo } of found) {
    console.log(conceal(`${MARKS[state]}  ${name.padEnd(14)}  ${says}`));
    if (todo) console.log(conceal(`${' '.repeat(22)}${todo}`));
  }
}

function progress(words: string): void {
  console.error(`...   ${words}`);
}

function sumUp(): void {
  const missing = findings.filter(({ state }) => state === 'missing');
  const names = [...new Set(missing.map(({ name }) => name))].join(', ');
  process.exitCode = missing.length === 0 ? 0 : 1;
  if (asJson) return console.log(conceal(JSON.stringify(findings, null, 2)));
  const isRunning = findings.some(({ name, state }) => name === 'hindsight' && state === 'ok');
  if (missing.length > 0) console.log(`\nNot right: ${names}.`);
  else console.log(isRunning ? '\nAll is well.' : '\nReady to start.');
}
