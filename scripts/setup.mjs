/**
 * Brings what `npm start`, `npm run demo` or `npm test` needs. Runs on Node 20 with nothing installed;
 * with everything there it only looks.
 *
 *     node scripts/setup.mjs [--for start|demo|test]
 */
import { parseArgs } from 'node:util';
import * as debian from './parts/debian.mjs';
import { loadDotEnv } from './parts/dot-env.mjs';
import { GOALS, needed } from './parts/needed.mjs';
import { nodeModules } from './parts/node-modules.mjs';
import { isMisconfigured } from './parts/part.mjs';
import { dropSecrets } from './parts/secrets.mjs';

const { values } = parseArgs({ options: { for: { type: 'string', default: 'start' } } });
const goal = GOALS.find((each) => each === values.for);
if (!goal) {
  console.error(`setup: --for takes one of ${GOALS.join(', ')}`);
  process.exit(2);
}
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Hindsight needs Node 20 or newer to set itself up; this is ${process.version}.`);
  process.exit(1);
}
// The demo and the tests bring a configuration of their own.
if (goal === 'start') loadDotEnv();
dropSecrets(process.env);

const since = Date.now();
const parts = needed(goal);
const seconds = () => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const missing = () => parts.filter((part) => !part.find());

if (missing().length === 0) {
  console.log(`Set-up: ${parts.map((part) => part.name).join(', ')}: all there (${seconds()})`);
  process.exit(0);
}

console.log(`Setting up what \`${goal}\` needs:`);
/** @type {Map<import('./parts/part.mjs').Part, string>} */
const failed = new Map();
/** @type {Set<import('./parts/part.mjs').Part>} */
const told = new Set();
for (const part of parts) {
  if (told.has(part)) continue;
  // Without packages nothing else can be built, and the cause is told once.
  if (failed.has(nodeModules)) break;
  const found = part.find();
  if (found) say(part.name, describe(found));
  else if (isMisconfigured(part)) fail(part, `${part.variable} names no program that can be run`);
  else if (part.bring) await attempt([part], part.bring);
  else if (part.debian) await fromDebian(part);
}

const left = missing();
if (left.length === 0) {
  console.log(`Everything is there (${seconds()}).`);
} else {
  tellWhatIsLeft(left);
  process.exit(1);
}

/**
 * The first that is missing takes all the others along: one apt-get for all.
 * @param {import('./parts/part.mjs').Part} part
 */
async function fromDebian(part) {
  if (!debian.isDebian() || !debian.isRoot()) return say(part.name, 'missing');
  const together = missing().filter((each) => each.debian && !isMisconfigured(each));
  const packages = together.flatMap((each) => each.debian ?? []);
  await attempt(together, () => debian.install(packages), `apt-get install ${packages.join(' ')}`);
}

/**
 * @param {import('./parts/part.mjs').Part[]} some
 * @param {() => Promise<void>} bring
 * @param {string} [how]
 */
async function attempt(some, bring, how) {
  const names = some.map((part) => part.name).join(', ');
  const began = Date.now();
  say(names, how ?? 'missing, is being brought');
  try {
    await bring();
    for (const part of some) {
      told.add(part);
      const found = part.find();
      if (found) say(part.name, `${describe(found)}, ${Math.round((Date.now() - began) / 1000)} s`);
      else failed.set(part, 'it was brought, but is not there');
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    for (const part of some) fail(part, why);
  }
}

/**
 * @param {import('./parts/part.mjs').Part} part
 * @param {string} why
 */
function fail(part, why) {
  told.add(part);
  failed.set(part, why);
  say(part.name, 'did not work, see below');
}

/** @param {import('./parts/part.mjs').Part[]} left */
function tellWhatIsLeft(left) {
  const toType = left.filter((part) => part.debian && !failed.has(part) && debian.isDebian());
  const packages = toType.flatMap((part) => part.debian ?? []);
  for (const part of left) {
    // What was not even tried waits for another part or is in the command.
    if (failed.has(part)) console.error(`\n${part.name}: ${failed.get(part)}\n${part.otherwise}`);
    else if (part.debian && !toType.includes(part))
      console.error(`\n${part.name}: ${part.otherwise}`);
  }
  if (packages.length > 0) {
    console.error(
      `\nType this once, then run the same again:\n\n    ${debian.command(packages)}\n`,
    );
  }
}

/** @param {import('./parts/part.mjs').Found} found */
function describe({ path, from, version }) {
  return [version(), path, `(${from})`].filter(Boolean).join(' ');
}

/**
 * @param {string} name
 * @param {string} what
 */
function say(name, what) {
  console.log(`  ${name.padEnd(14)} ${what}`);
}
