import { basename, dirname, join } from 'node:path';
import type { SegmentedFileOutput } from 'livekit-server-sdk';
import { type Entry, eventPlaylist, livePlaylist } from './playlists.ts';
import { createS3Storage } from './s3-storage.ts';
import type { Faults } from './settings.ts';
import { createStorage } from './storage.ts';

export type Hls = ReturnType<typeof createHls>;

/** Segments, both playlists and the manifest of one egress, in one flat folder. */
export function createHls(output: SegmentedFileOutput, faults: Faults) {
  const segmentS = output.segmentDuration || 6;
  const folder = dirname(output.filenamePrefix);
  const storage =
    output.output.case === 's3'
      ? createS3Storage(output.output.value)
      : createStorage(() => faults.diskBytes);
  const entries: Entry[] = [];
  let bytes = 0;

  async function storePlaylists(ended: boolean) {
    const pause = { emptyMs: faults.playlistEmptyMs, tornMs: faults.playlistTornMs };
    if (ended || entries.length % faults.eventPlaylistEvery === 0) {
      await storage.store(output.playlistName, eventPlaylist(entries, segmentS, ended), pause);
    }
    if (output.livePlaylistName) {
      await storage.store(output.livePlaylistName, livePlaylist(entries, segmentS, ended), pause);
    }
  }

  return {
    segmentS,
    async add(segment: { file: string; startMs: number; durationS: number }) {
      const number = String(entries.length).padStart(5, '0');
      const uri = `${basename(output.filenamePrefix)}_${number}.ts`;
      bytes += await storage.storeCopy(join(folder, uri), segment.file);
      entries.push({ uri, startMs: segment.startMs, durationS: segment.durationS });
      await storePlaylists(false);
    },
    /** @returns where the manifest is */
    async finish(egressId: string): Promise<string> {
      await storePlaylists(true);
      const manifest = join(folder, `${egressId}.json`);
      const names = entries.map(({ uri }) => ({ filename: uri, location: join(folder, uri) }));
      await storage.store(manifest, JSON.stringify({ egress_id: egressId, segments: names }));
      return manifest;
    },
    /** What Egress tells of them. */
    results() {
      const count = { size: BigInt(bytes), segmentCount: BigInt(entries.length) };
      if (entries.length === 0) return count;
      const { playlistName, livePlaylistName } = output;
      const locations = {
        playlistLocation: playlistName,
        livePlaylistLocation: livePlaylistName,
      };
      return { ...count, ...locations };
    },
  };
}
