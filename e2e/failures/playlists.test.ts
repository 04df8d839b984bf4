import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIVE_PLAYLIST_FILE, PLAYLIST_FILE } from '../../server/segments/playlist.ts';
import { createSessionReader } from '../../server/segments/read-session.ts';
import { type EgressProduct, type Person, startEgressProduct } from '../support/egress-product.ts';
import { ADA } from '../support/hindsight.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('playlists', () => {
  let stage: EgressProduct;
  let ada: Person;
  let recorded: { folder: string; startedAt: number };
  beforeAll(async () => {
    stage = await startEgressProduct();
  });
  afterAll(() => stage?.close());

  test('that can be read empty and torn for long, the whole one rarely stored, hide nothing', async () => {
    ada = await stage.person(ADA);
    const { segments } = stage.product.services;
    stage.egress.setFaults({ playlistEmptyMs: 300, playlistTornMs: 300, eventPlaylistEvery: 3 });
    const sharing = await ada.share({ bufferMs: 4000 });
    const share = await ada.recorded();
    const unread = { empty: 0, torn: 0 };
    const ends: number[] = [];
    const enough = async () => {
      const text = await readFile(join(share.segmentPath, LIVE_PLAYLIST_FILE), 'utf8');
      if (text === '') unread.empty += 1;
      else if (!text.endsWith('.ts\n')) unread.torn += 1;
      ends.push((await segments.coverage(ada.userId))?.toMs ?? 0);
      return ((await segments.coverage(ada.userId))?.bufferedMs ?? 0) > 14_000;
    };
    await until('enough is buffered', enough, { timeoutMs: 60_000, everyMs: 50 });
    // Else the switch had no effect, and the test none.
    expect(unread.empty).toBeGreaterThan(0);
    expect(unread.torn).toBeGreaterThan(0);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    expect(await ada.clipFaults(share.startedAt + 3000, Date.now() - 5000)).toEqual([]);
    await sharing.stop();
    await ada.over(share);
    expect(await ada.dms()).toEqual([]);
    recorded = { folder: share.segmentPath, startedAt: share.startedAt };
  });

  test('with EXTINF over the target and segments of 33 ms around a gap give what is there', async () => {
    const folder = join(recorded.folder, '..', String(recorded.startedAt + 1));
    const { startMs, gapMs, lengthMs } = await oddSession(recorded.folder, folder);
    const found = await stage.product.services.segments.between(
      ada.userId,
      startMs,
      startMs + lengthMs,
    );
    const inFolder = found.filter((segment) => segment.folder === folder);
    expect(inFolder.map(({ durationMs }) => durationMs)).toEqual([2000, 2500, 33, 33, 2000]);
    expect(await ada.clipFaults(startMs, startMs + lengthMs)).toEqual([]);
    expect(gapMs).toBeGreaterThan(1000);
  });
});

/**
 * What Egress leaves around a gap, made from what it has recorded: a segment longer than the target, two of one
 * frame, and a second and more missing between them.
 */
async function oddSession(from: string, folder: string) {
  const names = (await readdir(from)).filter((name) => name.endsWith('.ts')).sort();
  const playlist = await createSessionReader()(from);
  const startMs = playlist?.segments[0]?.startMs ?? 0;
  await mkdir(folder);
  const whole = join(folder, 'whole');
  await writeFile(
    whole,
    Buffer.concat(await Promise.all(names.map((n) => readFile(join(from, n))))),
  );
  /** s from the start: first frame, length. */
  const pieces = [
    [0, 2],
    [2, 2.5],
    [4.5, 0.033],
    [6, 0.033],
    [6.033, 2],
  ] as const;
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:4',
    '#EXT-X-TARGETDURATION:2',
    '#EXT-X-MEDIA-SEQUENCE:0',
  ];
  for (const [i, [atS, lengthS]] of pieces.entries()) {
    const uri = `segment_0000${i}.ts`;
    const args = ['-v', 'error', '-ss', String(atS), '-i', whole, '-t', String(lengthS)];
    const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-ar', '44100'];
    const place = ['-output_ts_offset', String(3600 + atS), '-muxdelay', '0', '-muxpreload', '0'];
    await promisify(execFile)('ffmpeg', [...args, ...codec, ...place, join(folder, uri)]);
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(startMs + atS * 1000).toISOString()}`);
    lines.push(`#EXTINF:${lengthS.toFixed(3)},`, uri);
  }
  await writeFile(join(folder, PLAYLIST_FILE), [...lines, '#EXT-X-ENDLIST', ''].join('\n'));
  return { startMs, lengthMs: 8033, gapMs: 6000 - 4533 };
}
