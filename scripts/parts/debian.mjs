import { onPath } from './on-path.mjs';
import { run } from './run.mjs';

const INSTALL = ['install', '-y', '--no-install-recommends'];

export const isDebian = () => onPath('apt-get') !== undefined;
export const isRoot = () => process.getuid?.() === 0;

/**
 * As root only.
 * @param {string[]} packages
 */
export async function install(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get update', 'apt-get', ['update'], { env });
  await run('apt-get install', 'apt-get', [...INSTALL, ...packages], { env });
}

/**
 * The same as one line to type.
 * @param {string[]} packages
 */
export function command(packages) {
  return `sudo sh -c 'apt-get update && apt-get ${[...INSTALL, ...packages].join(' ')}'`;
}
