import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { segmentsFrom, writeSession } from '../segments/test-sessions.ts';
import { VOICE } from '../segments/voice-folder.ts';
import type { Share } from '../shares/share.ts';
import { createShares } from '../shares/shares.ts';
import { createVoices } from '../shares/voices.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { cleanWindows } from './clean-windows.ts';
import { createServerRules } from './rules.ts';
import { createServerSettings } from './server-settings.ts';

const START = Date.parse('2026-11-23T18:00:00Z');
const log = createLog('silent');
let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-windows-'));
  store = await openStore({ dataDir: folder }, log);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test('a server with a window of its own keeps no more than that; others keep all', async () => {
  const [shares, voices] = [createShares(store), createVoices(store)];
  const servers = createServerSettings(store);
  const rules = createServerRules({
    ...{ servers, rolesOf: async () => [], parentOf: () => undefined },
    clips: { bytesOfGuild: async () => 0 },
    config: { windowMs: 20 * 60_000, postedKeptMs: 0 },
  });
  const record = async (userId: string, guildId: string) => {
    const segmentPath = await writeSession(folder, userId, START, {
      ...{ segments: segmentsFrom(START, 0, 59), mediaSequence: 0, ended: false },
    });
    const share: Share = {
      ...{ id: `S${userId}`, egressId: 'EG', userId, roomName: 'r', guildId, channelId: '30' },
      ...{ videoTrackId: `TR${userId}`, audioTrackId: null, segmentPath, status: 'active' },
      ...{ startedAt: START, createdAt: START, updatedAt: START },
    };
    await shares.save(share);
    return segmentPath;
  };
  /** A microphone beside it. */
  const speak = async (userId: string, guildId: string) => {
    const segmentsPath = join(folder, userId);
    const path = await writeSession(segmentsPath, VOICE, START, {
      segments: segmentsFrom(START, 0, 59),
    });
    await voices.save({
      ...{ egressId: `EV${userId}`, userId, roomName: 'r', guildId, trackId: `TR_A${userId}` },
      ...{ folder: path, forOthers: false, startedAt: START },
    });
    return path;
  };
  const short = await record('1', '10');
  const said = await speak('1', '10');
  const long = await record('2', '11');
  await servers.change('10', { windowMs: 60_000 });
  const now = () => START + 120_000;
  const clean = (dryRun = false) =>
    cleanWindows({ servers, rules, shares, voices, log, now, dryRun });
  const count = async (path: string) =>
    (await readdir(path)).filter((file) => file.endsWith('.ts')).length;

  // Segments of 2 s; half a minute is for clips that were asked for just now.
  const folders = [short, said].map((folder) => ({ folder, segments: 14, bytes: 14 * 16 }));
  expect(await clean(true)).toEqual({ deleted: 28, failed: 0, folders });
  expect([await count(short), await count(said)]).toEqual([60, 60]);
  expect(await clean()).toEqual({ deleted: 28, failed: 0, folders });
  expect(await clean()).toEqual({ deleted: 0, failed: 0, folders: [] });
  expect([await count(short), await count(said), await count(long)]).toEqual([46, 46, 60]);
  await servers.change('10', { windowMs: null });
  const later = () => START + 600_000;
  const done = await cleanWindows({ servers, rules, shares, voices, log, now: later });
  expect(done.deleted).toBe(0);
});
