import { readLines } from '../log-lines.ts';
import { type Invariant, violationsOf } from './invariant.ts';

/** What each says at its start, and Node about what its version has only on trial. */
const USUAL =
  /^Hindsight is up, as|^ {2}[A-Z][\w ]+ {3,}\S|^ {2}Ctrl-C |ExperimentalWarning|--trace-warnings/;

/** No process says anything but log lines: what nobody caught is neither logged whole nor told to anybody. */
export const orderlyLogs: Invariant = async ({ installation }) => {
  const { found, note } = violationsOf('orderly logs');
  for (const { name } of installation.machines) {
    if (!/^(server|bot|worker)/.test(name)) continue;
    let block: string[] = [];
    for (const line of [...(await readLines(name, installation)), '{']) {
      if (!line.startsWith('{')) {
        if (line.trim() && !USUAL.test(line)) block.push(line);
        continue;
      }
      if (block.length > 0) note(`${name} said: ${block.slice(0, 12).join('\n')}`);
      block = [];
      if (line.startsWith('{"level":60')) note(`${name} gave up: ${line}`);
    }
  }
  return found;
};
