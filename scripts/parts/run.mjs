import { execFileSync, spawn } from 'node:child_process';

const SIGN_OF_LIFE_MS = 30_000;
const LAST_LINES = 25;

/**
 * Runs a long step; says now and then that it still runs, and shows its last lines only when it fails.
 * @param {string} what named in the progress lines
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<void>}
 */
export function run(what, command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const since = Date.now();
    let said = '';
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        said = (said + text).slice(-4_000);
      });
    }
    const alive = setInterval(
      () => console.log(`    ${what}: ${Math.round((Date.now() - since) / 1000)} s`),
      SIGN_OF_LIFE_MS,
    );
    child.once('error', reject);
    child
      .once('close', (code, signal) => {
        clearInterval(alive);
        if (code === 0) return resolve();
        const tail = said.trim().split('\n').slice(-LAST_LINES).join('\n');
        const error = new Error(
          `${[command, ...args].join(' ')} ended with ${signal ?? code}:\n${tail}`,
        );
        return reject(error);
      })
      .once('error', () => clearInterval(alive));
  });
}

/**
 * What a program says of itself; undefined when it can't be run.
 * @param {string} command
 * @param {...string} args
 * @returns {string | undefined}
 */
export function ask(command, ...args) {
  try {
    return execFileSync(command, args, {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/**
 * The first thing in a text that looks like a version.
 * @param {string | undefined} text
 * @returns {string | undefined}
 */
export function versionIn(text) {
  return text?.match(/\d+\.\d+(\.\d+)*/)?.[0];
}
