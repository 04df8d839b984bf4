import { checkDeploy } from './check-deploy/all.ts';
import { findLivekit } from './parts/livekit.mjs';
import { ROOT } from './parts/paths.mjs';

/** `npm run check:deploy`: Compose files, Dockerfile and manifests, offline. A line for each thing that is looked at. */
const livekit = findLivekit(process.env.LIVEKIT_SERVER_BIN);
const checks = await checkDeploy(ROOT, livekit?.path);
for (const { name, problems } of checks) {
  console.log(`${problems.length === 0 ? 'ok   ' : 'WRONG'}  ${name}`);
  for (const problem of problems) console.log(`         ${problem}`);
}
if (!livekit) {
  console.log('left out: LiveKit reading its configuration, because there is no livekit-server');
}
const wrong = checks.filter(({ problems }) => problems.length > 0);
console.log(
  wrong.length === 0 ? '\nThe deployment is right.' : `\n${wrong.length} things are wrong.`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
