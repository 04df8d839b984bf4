import { appendFileSync, readFileSync } from 'node:fs';

/** Where a process is to die: right before a change of state, or right after it has succeeded. */
export interface CrashOrder {
  change: string;
  side: 'before' | 'after';
  /** Which of several such changes; the first one when left out. */
  nth?: number;
}

/** Environment variables that say where the order is, and where changes are written down. */
export const ORDER_FILE = 'CRASH_ORDER_FILE';
export const CHANGES_FILE = 'CRASH_CHANGES_FILE';

const orderFile = process.env[ORDER_FILE] ?? '';
const changesFile = process.env[CHANGES_FILE] ?? '';

let known = '';
let passed = 0;

/** To be told right before a change that will succeed, as far as can be known. */
export function beforeChange(change: string): void {
  if (isDue(change, 'before')) die(change, 'before');
}

export function afterChange(change: string): void {
  appendFileSync(changesFile, `${change}\n`);
  if (isDue(change, 'after')) die(change, 'after');
}

/** Whether the process dies before this change, if it succeeds: asked where that shows only when it is made. */
export const isWatched = (change: string): boolean => read()?.change === change;

function isDue(change: string, side: CrashOrder['side']): boolean {
  const order = read();
  if (order?.change !== change || order.side !== side) return false;
  passed += 1;
  return passed === (order.nth ?? 1);
}

function read(): CrashOrder | null {
  let text = '';
  try {
    text = readFileSync(orderFile, 'utf8');
  } catch {
    // None is given.
  }
  if (text !== known) [known, passed] = [text, 0];
  return text ? (JSON.parse(text) as CrashOrder) : null;
}

/** As by `kill -9` or a power cut of the process alone: nothing of ours runs any more. */
function die(change: string, side: string): void {
  appendFileSync(changesFile, `KILLED ${side} ${change}\n`);
  process.kill(process.pid, 'SIGKILL');
  // A signal to oneself has come when this returns; should it not have, nothing may go on.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}
