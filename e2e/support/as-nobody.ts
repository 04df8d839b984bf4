import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/parts/paths.mjs';

const run = promisify(execFile);

/** Whom the test runs the product as: by custom, nobody. */
export const NOBODY = 65_534;
/** Where the program lies there, however deep in somebody's home it lies here. */
const APP = '/tmp/app';

/**
 * As a container does it: a view of the machine's files in which nothing can be written but `$1` and a /tmp in memory,
 * and a user without any right.
 */
const CONTAIN = `
  set -e
  mount --bind "$1" "$1"
  mount -t tmpfs -o size=64m,mode=1777 tmpfs /tmp
  mkdir ${APP}
  mount --bind "$2" ${APP}
  for at in $(awk '{ print $5 }' /proc/self/mountinfo); do
    case "$at" in
      "$1"|/proc*|/sys*|/dev*) ;;
      ${APP}) mount -o remount,bind,ro "$at";;
      # Hidden by the one above it.
      /tmp|/tmp/*) ;;
      *) mount -o remount,bind,ro "$at";;
    esac
  done
  cd ${APP}
  shift 2
  exec setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups --no-new-privs \\
    --inh-caps=-all --bounding-set=-all -- "$@"`;

/** @returns a command that runs another one so, and has its process id */
export const asNobody = (dataDir: string) => (command: string[]) => [
  ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c', CONTAIN, 'sh', dataDir, ROOT],
  ...command.map(inside),
];

/** A path of the program's, as it is there. */
export const inside = (path: string): string => path.replace(ROOT, APP);

/** Tries to write a file there, even as root. @returns what is said about it */
export async function tryToWrite(pid: number, file: string): Promise<string> {
  const args = ['--target', String(pid), '--mount', 'touch', file];
  return run('nsenter', args).then(
    () => 'written',
    ({ stderr }) => stderr,
  );
}

/** Whether tests over it have to be skipped, which it says in a line. @throws Error on CI */
export async function skipWithoutNobody(): Promise<boolean> {
  const [command = '', ...args] = asNobody('/var/tmp')(['true']);
  try {
    await run(command, args);
    return false;
  } catch (cause) {
    const line = 'only root, where mount(2) is allowed, can run the product as a container does';
    if (process.env.CI) throw new Error(line, { cause });
    console.warn(`skipped: ${line}`);
    return true;
  }
}
