import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import { roomName } from '../livekit/room-name.ts';
import { createLog } from '../log.ts';
import { PlaylistWriter } from '../recorder/embedded/segments/playlist-writer.ts';
import type { MakeRoom } from '../recorder/embedded/segments/with-room.ts';
import { renderPlaylist } from '../segments/playlist.ts';
import { segmentsFrom } from '../segments/test-sessions.ts';
import { createShares } from '../shares/shares.ts';
import { openStore } from '../store/open.ts';
import { type Language, type Say, wordsIn } from '../words/words.ts';
import { openDisk } from './disk.ts';

export const SEGMENT_MS = 2000;

/** For tests: a session of so many segments of 2 s, of so many bytes each. @returns its folder */
export async function writeSegments(
  segmentsPath: string,
  userId: string,
  { startMs, count, bytes }: { startMs: number; count: number; bytes: number },
): Promise<string> {
  const folder = join(segmentsPath, userId, String(startMs));
  await mkdir(folder, { recursive: true });
  const segments = segmentsFrom(startMs, 0, count - 1);
  for (const { uri } of segments) await writeFile(join(folder, uri), Buffer.alloc(bytes));
  const playlist = { mediaSequence: 0, segments, ended: false };
  await writeFile(join(folder, 'playlist.m3u8'), renderPlaylist(playlist));
  return folder;
}

/** For tests: the disk over a real store, on a clock that runs as fast as segments can be written. */
export async function openTestDisk(
  path: string,
  env: Record<string, string>,
  language: Language = 'en',
) {
  const log = createLog('silent');
  const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-disk-'));
  const store = await openStore({ dataDir }, log);
  const config = loadConfig({ ...env, DATA_DIR: dataDir, REPLAY_SEGMENTS_PATH: path });
  // In the past: what its playlist has not placed yet counts as new.
  const clock = { nowMs: Date.now() - 24 * 3600_000 };
  const now = () => clock.nowMs;
  const disk = openDisk({ config, store, log, now });
  const shares = createShares(store, now);
  const told: string[] = [];
  const usual = { ms: config.windowMs };
  disk.tell({
    notify: async (userId: string, say: Say) =>
      void told.push(`${userId}: ${say(wordsIn(language))}`),
    usualOf: async () => usual.ms,
  });

  return {
    ...{ disk, shares, store, clock, told, usual, log, config },

    /** Somebody's share of that server, written with the recorder's own writer. */
    async record(userId: string, guildId: string, makeRoom: MakeRoom = disk.makeRoom) {
      const startedAt = clock.nowMs;
      const segmentPath = join(path, userId, String(startedAt));
      const share = {
        ...{
          id: `${userId}-${startedAt}`,
          egressId: 'EM_1',
          userId,
          roomName: roomName(guildId, '20'),
        },
        ...{ guildId, channelId: '20', videoTrackId: 'TR', audioTrackId: null, segmentPath },
        ...{ status: 'active' as const, startedAt, createdAt: startedAt, updatedAt: startedAt },
      };
      await shares.save(share);
      await mkdir(segmentPath, { recursive: true });
      const writer = new PlaylistWriter(segmentPath, config.windowMs, { onFull: makeRoom });
      return {
        share,
        folder: segmentPath,
        /** @throws what a recording would die of */
        write: (bytes: number) =>
          writer.add({
            ...{ data: [Buffer.alloc(bytes)], durationMs: SEGMENT_MS, discontinuity: false },
            startMs: clock.nowMs - SEGMENT_MS,
          }),
      };
    },

    async close(): Promise<void> {
      await disk.close();
      await store.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
