import { ConfigError, loadConfig } from '../server/config.ts';
import type { Finding } from './doctor/check.ts';
import {
  checkDataDir,
  checkMediaPorts,
  checkPort,
  checkReach,
  checkUdpBuffer,
} from './doctor/machine.ts';
import { checkGo, checkParts } from './doctor/parts.ts';
import { checkDiscord, checkLivekit, checkStore } from './doctor/services.ts';
import { loadDotEnv } from './parts/dot-env.mjs';

/** `npm run doctor`: of each part whether it is there, which version, from where, and what to do if not. */
const MARKS = { ok: 'ok  ', note: 'note', missing: 'MISS' };

try {
  const findings = await examine();
  for (const each of findings) tell(each);
  const missing = findings.filter(({ state }) => state === 'missing');
  const names = missing.map(({ name }) => name).join(', ');
  console.log(missing.length === 0 ? '\nReady to start.' : `\nNot ready: ${names}.`);
  process.exitCode = missing.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}

async function examine(): Promise<Finding[]> {
  loadDotEnv();
  const config = loadConfig(process.env);
  const parts = checkParts();
  const built = parts.some(({ name, state }) => name === 'livekit-server' && state === 'ok');
  const findings = await Promise.all([
    ...(config.livekit.url ? [checkLivekit(config)] : []),
    ...(config.storeUrl ? [checkStore(config)] : []),
    checkDiscord(config),
    checkDataDir(config),
    checkUdpBuffer(),
    checkPort(config),
    checkMediaPorts(config),
    checkReach(config),
  ]);
  return [...parts, ...(built ? [] : [checkGo()]), ...findings].filter(
    (each) => each !== undefined,
  );
}

function tell({ name, state, says, todo }: Finding): void {
  console.log(`${MARKS[state]}  ${name.padEnd(14)}  ${says}`);
  if (todo) console.log(`${' '.repeat(22)}${todo}`);
}
