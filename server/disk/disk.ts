import { join } from 'node:path';
import PQueue from 'p-queue';
import type { Config } from '../config.ts';
import { parseRoomName } from '../livekit/room-name.ts';
import type { Log } from '../log.ts';
import { machineOf } from '../machine.ts';
import { RecordingRefused } from '../recorder/recorder.ts';
import type { SegmentFiles } from '../segments/files.ts';
import type { ReadSession } from '../segments/read-session.ts';
import { createShares } from '../shares/shares.ts';
import { createVoices } from '../shares/voices.ts';
import type { Store } from '../store/store.ts';
import type { Say } from '../words/words.ts';
import { createBucketLedger } from './bucket-ledger.ts';
import { createDiskNews, type DiskNews, type DiskNewsParts } from './disk-news.ts';
import {
  floorOf,
  type GuardOptions,
  type GuardResult,
  guardDisk,
  type Scope,
  type Why,
} from './guard-disk.ts';
import { createGuardTurn, GuardBusy } from './guard-turn.ts';
import { createLedger, type LedgerSession } from './ledger.ts';
import { reserveOf } from './limits.ts';
import { createShrunk, type ShortWindow } from './shrunk.ts';
import { spacesOf, spaceOf as usualSpaceOf } from './space.ts';
import { createUsage } from './usage.ts';

/** What a look of the guard came to. */
export type GuardedDisk = Pick<GuardResult, 'deleted' | 'freedBytes' | 'cuts' | 'tight'>;

/** Looks after the disk that the segments lie on, and tells what follows from it. */
export type Disk = ReturnType<typeof openDisk>;

const LOOK_EVERY_MS = 5000;
/** Who is refused may share again once windows are so much longer than the floor. */
const ROOMY = 1.5;
/** A share that goes on so soon after a recording of it ended is no new one, ms. */
const GOES_ON_MS = 60_000;

const REFUSALS: Record<Why, Say> = {
  disk: ({ faults }) => faults.noRoomOnDisk,
  all: ({ faults }) => faults.noRoomForAll,
  person: ({ faults }) => faults.noRoomForPerson,
  server: ({ faults }) => faults.noRoomForServer,
};

export function openDisk(parts: {
  config: Pick<
    Config,
    'dataDir' | 'segmentsPath' | 'clipsPath' | 'previewsPath' | 'windowMs' | 'diskLimits'
  > & { bucket?: Config['bucket'] };
  /** What is behind `segmentsPath`; to be given where that is a bucket. */
  files?: SegmentFiles;
  store: Store;
  readSession?: ReadSession;
  log: Log;
  floorMs?: number;
  spaceOf?: GuardOptions['spaceOf'];
  now?: () => number;
}) {
  const { store, log, readSession, files, spaceOf, now = Date.now } = parts;
  const { dataDir, segmentsPath, clipsPath, windowMs, diskLimits: limits } = parts.config;
  const floorMs = parts.floorMs ?? floorOf(windowMs);
  const shares = createShares(store, now, segmentsPath);
  const voices = createVoices(store, segmentsPath);
  const shrunk = createShrunk(store, { windowMs, now });
  const closing = new AbortController();
  const spoolPath = parts.config.bucket && dataDir;
  const ledger =
    spoolPath && files
      ? createBucketLedger({ segmentsPath, files, signal: closing.signal, now })
      : createLedger({ segmentsPath, now, ...(readSession && { readSession }) });
  // A bucket is one for all machines.
  const turn = createGuardTurn(
    store,
    spoolPath ? 'bucket' : `${machineOf(dataDir)}:${segmentsPath}`,
  );
  const usage = createUsage({
    folders: {
      ...{ clips: clipsPath, previews: parts.config.previewsPath },
      ...{ held: join(dataDir, 'held'), temp: join(dataDir, 'tmp') },
    },
    log,
  });
  /** Of what does not change any more. */
  const servers = new WeakMap<LedgerSession, string>();
  /** Where nothing new may begin. */
  const tight = new Map<Scope, Why>();
  const turns = new PQueue({ concurrency: 1 });
  let news: DiskNews | undefined;
  let relief: Promise<boolean> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let latest: GuardResult | undefined;
  let refused = 0;
  let watching = false;

  async function serverOf(session: LedgerSession): Promise<string | undefined> {
    const { folder, userId } = session;
    const known = servers.get(session);
    if (known !== undefined) return known;
    const share = (await shares.allOf(userId)).find((one) => one.segmentPath === folder);
    const voice = share ?? (await voices.of(userId)).find((one) => one.folder === folder);
    if (voice) servers.set(session, voice.guildId);
    return voice?.guildId;
  }

  /** Whom limits concern that a person's segments fall under. */
  function scopesOf(userId: string, guildIds: string[]): Scope[] {
    return ['all', `person:${userId}`, ...guildIds.map((id) => `server:${id}` as const)];
  }

  async function serversOf(userId: string): Promise<string[]> {
    if (limits.maxBytesPerServer === Number.POSITIVE_INFINITY) return [];
    return [...new Set((await shares.recentOf(userId)).map(({ guildId }) => guildId))];
  }

  async function shortOf(userId: string): Promise<ShortWindow | null> {
    return shrunk.of(scopesOf(userId, await serversOf(userId)));
  }

  async function note({ cuts, tight: found }: GuardResult): Promise<void> {
    for (const cut of cuts) await shrunk.cut(cut);
    for (const { scope, why } of found) {
      if (!tight.has(scope)) log.warn({ scope, why }, 'no room: new shares are refused');
      tight.set(scope, why);
      await shrunk.setTight(scope, why);
    }
    for (const [scope, why] of tight) {
      if (found.some((one) => one.scope === scope)) continue;
      const short = await shrunk.of([scope]);
      if (short && short.keptMs < Math.min(floorMs * ROOMY, windowMs)) {
        await shrunk.setTight(scope, why);
        continue;
      }
      tight.delete(scope);
      await shrunk.endTight(scope);
      log.info({ scope }, 'there is room again: new shares are taken');
    }
  }

  const guardOptions: GuardOptions = {
    ...{ segmentsPath, spoolPath, limits, windowMs, log, ledger, serverOf, floorMs, now },
    ...(spaceOf && { spaceOf }),
  };

  /** One after the other here, and never beside another process's. */
  const inTurn = <T>(work: () => Promise<T>) => turns.add(() => turn.during(work));

  const look = (neededBytes = 0): Promise<GuardResult> =>
    inTurn(async () => {
      const result = await guardDisk({ ...guardOptions, neededBytes });
      latest = result;
      const { deleted, freedBytes, cuts } = result;
      if (deleted > 0) log.warn({ deleted, freedBytes, cuts }, 'windows shrink to make room');
      await note(result);
      await news?.tell(result.losers, result.sessions);
      return result;
    });

  /** On this machine: what is recorded has to wait here for the bucket. */
  async function isSpoolFull(): Promise<boolean> {
    if (!spoolPath) return false;
    const { bytes, freeBytes } = await (spaceOf ?? usualSpaceOf)(spoolPath);
    return freeBytes < reserveOf(bytes, limits.minFreeBytes);
  }

  /** Whether a person's share in a room was being recorded until just now. */
  async function goesOn(userId: string, roomName: string): Promise<boolean> {
    const known = [...(await shares.activeOf(userId)), ...(await shares.recentOf(userId))];
    // One without an egressId never ran: it was refused.
    const before = known.filter((one) => one.roomName === roomName && one.egressId !== '');
    return before.some(({ endedAt }) => endedAt === undefined || now() - endedAt < GOES_ON_MS);
  }

  return {
    look,

    /** A recording could not write so much, as the disk is full. @returns whether it may try again */
    makeRoom(bytes: number): Promise<boolean> {
      if (spoolPath) return Promise.resolve(false);
      // Many recordings find that at once.
      relief ??= look(bytes)
        .then(
          ({ deleted }) => deleted > 0,
          (error: unknown) => {
            // Room is being made elsewhere.
            if (error instanceof GuardBusy) return true;
            throw error;
          },
        )
        .finally(() => {
          relief = undefined;
        });
      return relief;
    },

    /**
     * To be asked before something new is recorded; a share that only goes on may.
     * @throws RecordingRefused (507) where there is room only for what runs already
     */
    async needRoom({ userId, roomName }: { userId: string; roomName: string }): Promise<void> {
      const guildId = parseRoomName(roomName)?.guildId;
      const scopes = scopesOf(userId, guildId ? [guildId] : []);
      const why = (await isSpoolFull()) ? 'disk' : await shrunk.tightIn(scopes);
      if (why === undefined || (await goesOn(userId, roomName))) return;
      refused += 1;
      throw new RecordingRefused(REFUSALS[why], { status: 507 });
    },

    /** How far back somebody can clip, where room was lacking; null where their window is whole. */
    shortOf,

    forgetPerson: async (userId: string): Promise<void> => {
      await shrunk.forgetPerson(userId);
      await (news ? news.forget(userId) : undefined);
    },

    /** How many shares were refused here so far. */
    refused: () => refused,

    /** How it stands, by the newest look; undefined before the first, and where another process guards. */
    async figures() {
      if (!latest) return undefined;
      const { usedBytes, segments, reserveBytes } = latest;
      const short = await shrunk.of(['all']);
      return {
        ...{ usedBytes, segments, reserveBytes, limits, refused, usage: usage.newest() },
        spaces: await spacesOf([segmentsPath, clipsPath, dataDir]).catch((err) => {
          log.warn({ err }, 'a file system does not tell what is free');
          return [];
        }),
        shrunkMs: short ? windowMs - short.keptMs : 0,
        tight: [...tight].map(([scope, why]) => ({ scope, why })),
      };
    },

    /** From now on people are told what becomes of their windows. */
    tell({ notify, usualOf }: Pick<DiskNewsParts, 'notify' | 'usualOf'>): void {
      news = createDiskNews({ store, notify, shortOf, usualOf, log, now });
    },

    /**
     * For whoever asks for a look now; without one there is only told what it would do.
     * @returns null where another process guards
     */
    async guard(dryRun: boolean): Promise<GuardedDisk | null> {
      if (!dryRun && !(watching && (await turn.guards()))) return null;
      const work = dryRun ? inTurn(() => guardDisk({ ...guardOptions, dryRun })) : look();
      const { deleted, freedBytes, cuts, tight } = await work;
      return { deleted, freedBytes, cuts, tight };
    },

    /** From now on it looks by itself, unless another process does. */
    watch(): void {
      watching = true;
      const guardIfOurs = async () => {
        if (await turn.guards()) await look();
        else latest = undefined;
      };
      const lookAgain = async () => {
        await guardIfOurs().catch((err) => {
          if (closing.signal.aborted) return;
          log.error({ err }, 'the disk could not be looked after');
        });
        if (!closing.signal.aborted) timer = setTimeout(lookAgain, LOOK_EVERY_MS).unref();
      };
      void lookAgain();
    },

    async close(): Promise<void> {
      closing.abort(new Error('the process ends'));
      clearTimeout(timer);
      await turns.onIdle();
      if (watching) await turn.end();
      await usage.close();
    },
  };
}
