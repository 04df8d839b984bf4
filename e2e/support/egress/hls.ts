import { basename, dirname, join } from 'node:path';
import type { SegmentedFileOutput } from 'livekit-server-sdk';
import { type Entry, eventPlaylist, livePlaylist } from './playlists.ts';
import { store, storeCopy } from './storage.ts';

/** Segments, both playlists and the manifest of one egress, in one flat folder. */
export function createHls(output: SegmentedFileOutput) {
  const segmentS = output.segmentDuration || 6;
  const folder = dirname(output.filenamePrefix);
  const entries: Entry[] = [];
  let bytes = 0;

  async function storePlaylists(ended: boolean) {
    await store(output.playlistName, eventPlaylist(entries, segmentS, ended));
    if (!output.livePlaylistName) return;
    await store(output.livePlaylistName, livePlaylist(entries, segmentS, ended));
  }

  return {
    segmentS,
    async add(segment: { file: string; startMs: number; durationS: number }) {
      const number = String(entries.length).padStart(5, '0');
      const uri = `${basename(output.filenamePrefix)}_${number}.ts`;
      bytes += await storeCopy(join(folder, uri), segment.file);
      entries.push({ uri, startMs: segment.startMs, durationS: segment.durationS });
      await storePlaylists(false);
    },
    /** @returns where the manifest is */
    async finish(egressId: string): Promise<string> {
      await storePlaylists(true);
      const manifest = join(folder, `${egressId}.json`);
      const names = entries.map(({ uri }) => ({ filename: uri, location: join(folder, uri) }));
      await store(manifest, JSON.stringify({ egress_id: egressId, segments: names }));
      return manifest;
    },
    results() {
      return {
        playlistName: output.playlistName,
        livePlaylistName: output.livePlaylistName,
        size: BigInt(bytes),
        segmentCount: BigInt(entries.length),
      };
    },
  };
}
