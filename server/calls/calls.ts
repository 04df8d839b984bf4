import { z } from 'zod';
import { packedError, unpackError } from '../error-wire.ts';
import { logFieldsHere } from '../log-fields.ts';
import type { RunningProcess } from '../processes.ts';
import { type BotAnswers, METHODS, type ProcessAnswers, type ServerAnswers } from './methods.ts';

/** Most answers take much less, and who asked waits, ms. */
const PATIENCE_MS = 5000;
/** These do much, ms. */
const PATIENT: Record<string, number> = {
  withdraw: 30_000,
  postPlacesOf: 15_000,
  lookAll: 30_000,
  inUse: 15_000,
};

const answered = z.object({ value: z.unknown().optional() });
const refused = z.object({ failed: packedError });

/** Another process could not be reached, or did not answer in time: one more may be tried. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/** Asks other processes of this installation. */
export type Calls = ReturnType<typeof createCalls>;

/** @param key which all of them have */
export function createCalls(key: string) {
  async function ask(
    { address }: Pick<RunningProcess, 'address'>,
    path: string,
    args: unknown[],
    patienceMs: number,
  ): Promise<unknown> {
    const response = await fetch(`${address}/api/internal/${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': 'application/json',
        ...idHere(),
      },
      body: JSON.stringify({ args }),
      signal: AbortSignal.timeout(patienceMs),
    }).catch((cause) => {
      throw new NoAnswer(`${address} does not answer`, { cause });
    });
    const body = await response.json().catch(() => undefined);
    if (response.ok) return answered.parse(body).value;
    const failed = refused.safeParse(body);
    if (failed.success) throw unpackError(failed.data.failed);
    throw new NoAnswer(`${address} answers with ${response.status} to ${path}`);
  }

  /** All methods of one part. */
  const partOf = (part: keyof typeof METHODS, process: Pick<RunningProcess, 'address'>) =>
    Object.fromEntries(
      Object.keys(METHODS[part]).map((method) => [
        method,
        (...args: unknown[]) =>
          ask(process, `${part}/${method}`, args, PATIENT[method] ?? PATIENCE_MS),
      ]),
    );

  return {
    bot: (process: Pick<RunningProcess, 'address'>) =>
      partOf('bot', process) as unknown as BotAnswers,
    server: (process: Pick<RunningProcess, 'address'>) =>
      partOf('server', process) as unknown as ServerAnswers,
    process: (process: Pick<RunningProcess, 'address'>) =>
      partOf('process', process) as unknown as ProcessAnswers,
  };
}

/** What is logged for this work there, too, can be found by the id that it has here. */
function idHere(): Record<string, string> {
  const { requestId, orderId, interactionId, lookId } = logFieldsHere();
  const id = requestId ?? orderId ?? interactionId ?? lookId;
  return id === undefined ? {} : { 'X-Request-Id': id };
}

/**
 * The answer of the first that can be reached.
 * @throws what that one throws; NoAnswer when there is none
 */
export async function firstAnswer<A, T>(
  asked: A[],
  question: (answers: A) => Promise<T>,
  none: string,
): Promise<T> {
  let last = new NoAnswer(none);
  for (const answers of asked) {
    try {
      return await question(answers);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      last = error;
    }
  }
  throw last;
}
