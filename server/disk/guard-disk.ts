import type { Log } from '../log.ts';
import { cutFor } from './cut.ts';
import { createLedger, type Ledger, type LedgerSession } from './ledger.ts';
import { type DiskLimits, reserveOf } from './limits.ts';
import { type Space, spaceOf } from './space.ts';

/** For whom a limit holds: everybody, a person, a server. */
export type Scope = 'all' | `person:${string}` | `server:${string}`;

/** Which limit it is: that of the disk itself, or that of all segments, of a person's, of a server's. */
export type Why = 'disk' | 'all' | 'person' | 'server';

export interface Cut {
  scope: Scope;
  why: Why;
  /** What ended until then was deleted before its time, ms since the epoch. */
  untilMs: number;
}

export interface GuardResult {
  /** Of all segments, once it was done. */
  usedBytes: number;
  segments: number;
  space: Space;
  reserveBytes: number;
  deleted: number;
  freedBytes: number;
  cuts: Cut[];
  /** Where windows are as short as they may be, and it is still not enough: nothing new may begin there. */
  tight: { scope: Scope; why: Why }[];
  /** Who lost something. */
  losers: Set<string>;
  sessions: LedgerSession[];
}

export interface GuardOptions {
  segmentsPath: string;
  limits: DiskLimits;
  /** How far back one can clip, ms. */
  windowMs: number;
  log: Log;
  /** One that remembers what it has seen; without it, everything is looked at. */
  ledger?: Ledger;
  /** The server that a session belongs to, where that is known. Without it, servers have no limit. */
  serverOf?: (session: LedgerSession) => Promise<string | undefined>;
  /** A recording could not write so much: so much has to go, whatever the disk says about itself. */
  neededBytes?: number;
  spaceOf?: (path: string) => Promise<Space>;
  /** Where segments lie in a bucket: what still waits for it, on a disk on which deleting them frees nothing. */
  spoolPath?: string | undefined;
  floorMs?: number;
  now?: () => number;
  /** Says what would go, and deletes nothing. */
  dryRun?: boolean;
}

/** Windows do not get shorter than that as long as a recording can still write, ms. */
const FLOOR_MS = 120_000;
/** What is newer may be read, or written, just now, ms. */
const FRESH_MS = 10_000;
/** Down to this part of its limit, so that not every segment pushes out another one. */
const DOWN_TO = 0.95;
/** So much more than the reserve, for the same reason. */
const UP_TO = 1.25;
/** With less than this part of the reserve free, a recording may soon not be able to write. */
const CRITICAL = 0.25;
/** Deleting may free less than it should: a file that somebody reads goes only when they are done. */
const TRIES = 3;

/** However short the window that is configured. */
export function floorOf(windowMs: number): number {
  return Math.min(FLOOR_MS, windowMs / 2);
}

/**
 * Holds recordings to what they may take, and keeps some of the disk free: the oldest segments of all whom a limit
 * concerns go first, so that their windows shrink to the same length. Below the floor it goes only for a limit of
 * people's own, or where recordings would soon fail; what is fresh stays.
 */
export async function guardDisk(options: GuardOptions): Promise<GuardResult> {
  const { segmentsPath, spoolPath, limits, windowMs, log, serverOf, dryRun } = options;
  const { now = Date.now, floorMs = floorOf(windowMs), ledger = createLedger(options) } = options;
  const found = await ledger.survey();
  const sessions = dryRun ? found.map((session) => ({ ...session })) : found;
  const measure = () => (options.spaceOf ?? spaceOf)(spoolPath ?? segmentsPath);
  let space = await measure();
  const reserveBytes = reserveOf(space.bytes, limits.minFreeBytes);
  const cuts = new Map<Scope, Cut>();
  const tight = new Map<Scope, Why>();
  const losers = new Set<string>();
  let [deleted, freedBytes, neededBytes] = [0, 0, options.neededBytes ?? 0];

  async function deleteUntil(session: LedgerSession, untilMs: number, why: Why): Promise<number> {
    const before = session.bytes;
    const work = dryRun ? forgetUntil : ledger.deleteUntil;
    const count = await work(session, untilMs, why === 'disk');
    if (count > 0) losers.add(session.userId);
    deleted += count;
    return before - session.bytes;
  }

  /** @returns bytes that are gone; what ends after `notAfterMs` stays */
  async function cut(
    [scope, why]: [Scope, Why],
    concerned: LedgerSession[],
    bytes: number,
    notAfterMs: number,
  ): Promise<number> {
    const untilMs = cutFor(segmentsOf(concerned), bytes, notAfterMs);
    if (untilMs === null) return 0;
    let gone = 0;
    for (const session of concerned) {
      gone += await deleteUntil(session, untilMs, why).catch((err) => {
        log.error({ err, folder: session.folder }, 'segments could not be deleted to make room');
        return 0;
      });
    }
    freedBytes += gone;
    const before = cuts.get(scope)?.untilMs ?? Number.NEGATIVE_INFINITY;
    if (gone > 0) cuts.set(scope, { scope, why, untilMs: Math.max(before, untilMs) });
    return gone;
  }

  /** A limit of bytes is kept, whatever that costs. */
  async function keepTo(
    [scope, why]: [Scope, Why],
    concerned: LedgerSession[],
    most: number,
  ): Promise<void> {
    const used = sum(concerned);
    if (used <= most) return;
    const gone = await cut([scope, why], concerned, used - most * DOWN_TO, now() - FRESH_MS);
    const untilMs = cuts.get(scope)?.untilMs ?? Number.NEGATIVE_INFINITY;
    if (used - gone > most || untilMs > now() - floorMs) tight.set(scope, why);
  }

  /** @returns whether so much is free now; what was asked for beside it went, too */
  async function keepFree(wanted: number, least: number, notAfterMs: number): Promise<boolean> {
    let missing = Math.max(space.freeBytes < least ? wanted - space.freeBytes : 0, neededBytes);
    for (let i = 0; i < TRIES && missing > 0; i += 1) {
      const gone = await cut(['all', 'disk'], sessions, missing, notAfterMs);
      if (gone === 0) return false;
      neededBytes = Math.max(0, neededBytes - gone);
      space = dryRun ? { ...space, freeBytes: space.freeBytes + gone } : await measure();
      missing = wanted - space.freeBytes;
    }
    return space.freeBytes >= least;
  }

  for (const [userId, theirs] of grouped(sessions, (session) => session.userId)) {
    await keepTo([`person:${userId}`, 'person'], theirs, limits.maxBytesPerPerson);
  }
  if (serverOf && limits.maxBytesPerServer < Number.POSITIVE_INFINITY) {
    const servers = new Map<LedgerSession, string>();
    for (const session of sessions) servers.set(session, (await serverOf(session)) ?? '');
    for (const [serverId, its] of grouped(sessions, (session) => servers.get(session) ?? '')) {
      if (serverId === '') continue;
      await keepTo([`server:${serverId}`, 'server'], its, limits.maxBytesPerServer);
    }
  }
  await keepTo(['all', 'all'], sessions, limits.maxBytes);
  const hasReserve =
    spoolPath !== undefined ||
    (await keepFree(reserveBytes * UP_TO, reserveBytes, now() - floorMs));
  if (!hasReserve) {
    tight.set('all', 'disk');
    const critical = reserveBytes * CRITICAL;
    await keepFree(critical * UP_TO, critical, now() - FRESH_MS);
  }
  return {
    ...{ usedBytes: sum(sessions), space, reserveBytes, deleted, freedBytes, losers, sessions },
    segments: sessions.reduce((count, { segments }) => count + segments.length, 0),
    cuts: [...cuts.values()],
    tight: [...tight].map(([scope, why]) => ({ scope, why })),
  };
}

function sum(sessions: LedgerSession[]): number {
  return sessions.reduce((total, { bytes }) => total + bytes, 0);
}

function* segmentsOf(sessions: LedgerSession[]) {
  for (const { segments } of sessions) yield* segments;
}

/** As Ledger.deleteUntil, on paper. */
async function forgetUntil(session: LedgerSession, untilMs: number): Promise<number> {
  const kept = session.segments.filter(({ endMs }) => endMs > untilMs);
  const count = session.segments.length - kept.length;
  session.segments = kept;
  session.bytes = kept.reduce((total, { bytes }) => total + bytes, 0);
  return count;
}

function grouped(sessions: LedgerSession[], keyOf: (session: LedgerSession) => string) {
  return Map.groupBy(sessions, keyOf);
}
