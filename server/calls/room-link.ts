import type { Log } from '../log.ts';
import type { Processes } from '../processes.ts';
import { type Calls, firstAnswer } from './calls.ts';
import type { ServerAnswers } from './methods.ts';

/** The loop that looks after rooms, wherever it is: each server has its own rooms. */
export type RoomLink = ReturnType<typeof createRoomLink>;

/**
 * @param own of this process; null where it serves no pages
 * @param others absent where there is no other process
 */
export function createRoomLink(parts: {
  own: ServerAnswers | null;
  /** Whether a room is looked after by this process. */
  looksAfter: (roomName: string) => boolean;
  others?: { processes: Pick<Processes, 'others'>; calls: Pick<Calls, 'server'> } | undefined;
  log: Log;
}) {
  const { own, looksAfter, others, log } = parts;

  async function elsewhere(): Promise<ServerAnswers[]> {
    if (!others) return [];
    return (await others.processes.others('server')).map(others.calls.server);
  }

  /** Of any server: it knows whose room it is. */
  async function ofOne<T>(ask: (server: ServerAnswers) => Promise<T>): Promise<T> {
    return own ? ask(own) : firstAnswer(await elsewhere(), ask, 'no server is there');
  }

  /** Of all the others that answer. */
  async function ofOthers<T>(ask: (server: ServerAnswers) => Promise<T>): Promise<T[]> {
    const servers = await elsewhere().catch((err) => {
      log.warn({ err }, 'which other servers there are is not known');
      return [];
    });
    const outcomes = await Promise.allSettled(servers.map(ask));
    return outcomes.flatMap((outcome) => {
      if (outcome.status === 'fulfilled') return [outcome.value];
      log.warn({ err: outcome.reason }, 'a server does not say what it records');
      return [];
    });
  }

  async function ofAll<T>(ask: (server: ServerAnswers) => Promise<T>): Promise<T[]> {
    const theirs = ofOthers(ask);
    return own ? [await ask(own), ...(await theirs)] : theirs;
  }

  return {
    looksAfter,
    look: (roomName: string) => ofOne((server) => server.look(roomName)),
    lookAll: () => ofOne((server) => server.lookAll()),
    /** Which one in the queue for a free recorder a person is, from 1; null when they don't wait. */
    placeOf: async (userId: string, roomName: string) =>
      (await ofAll((server) => server.placeOf(userId, roomName))).find((place) => place !== null) ??
      null,
    waitingOf: async (userId: string) => (await ofAll((server) => server.waitingOf(userId))).flat(),
    startingOf: async (userId: string) =>
      (await ofAll((server) => server.startingOf(userId))).flat(),
    comingOf: async (userId: string) => (await ofAll((server) => server.comingOf(userId))).flat(),
    /** What becomes of a person's microphone; undefined where they share none. */
    voiceOf: async (userId: string) =>
      (await ofAll((server) => server.voiceOf(userId))).find((voice) => voice != null) ?? undefined,
    /** Lets go of the previews that a person has open, and of those that show their screen. */
    async forgetPreviews(userId: string): Promise<void> {
      await ofAll((server) => server.forgetPreviews(userId));
    },
  };
}
