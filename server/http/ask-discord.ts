import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';

/** A program waits for its answer, and a hotkey's owner for their clip, ms. */
const PATIENCE_MS = 5000;

/** Waits for what Discord says, but not for long. @throws what it says; UserError (503) when it does not answer */
export async function askDiscord<T>(question: Promise<T>, log: Log): Promise<T> {
  try {
    return await Promise.race([question, late()]);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    log.warn({ err: cause }, 'Discord did not say where somebody may post');
    throw new UserError((words) => words.http.discordAway, { status: 503, cause });
  }
}

async function late(): Promise<never> {
  await sleep(PATIENCE_MS, null, { ref: false });
  throw new Error(`no answer within ${PATIENCE_MS / 1000} s`);
}
