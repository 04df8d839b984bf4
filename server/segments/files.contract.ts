import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { cleanSegments } from './clean.ts';
import { liftCutOff, readCutOff } from './cut-off.ts';
import type { SegmentFiles } from './files.ts';
import { createSegmentLibrary } from './library.ts';
import { LIVE_PLAYLIST_FILE, PLAYLIST_FILE, type Playlist, renderPlaylist } from './playlist.ts';
import { createSessionReader } from './read-session.ts';
import { segmentsFrom } from './test-sessions.ts';
import { voiceFolder } from './voice-folder.ts';

export interface FilesStage {
  segmentsPath: string;
  files: SegmentFiles;
  /** As a recorder writes a file. */
  put(path: string, text: string): Promise<void>;
}

const WINDOW = 60_000;
// Long ago, so that what the tests write just now counts as touched after it.
const START = Date.parse('2020-01-01T00:00:00Z');
const USER = '175928847299117063';
/** Of each segment here. */
const BYTES = `segment_00000.ts of ${START}`.length;

/** What is true of sessions, whatever they lie in. */
export function filesContract(stage: () => FilesStage): void {
  let workDir: string;
  beforeEach(async () => {
    workDir = await mkdtemp(join(tmpdir(), 'hindsight-files-'));
  });
  afterEach(() => rm(workDir, { recursive: true }));

  async function writeSession(parent: string, atMs: number, playlist: Partial<Playlist>) {
    const { put, segmentsPath } = stage();
    const folder = join(segmentsPath, parent, String(atMs));
    const whole = { mediaSequence: 0, segments: [], ended: false, ...playlist };
    for (const { uri } of whole.segments) await put(join(folder, uri), `${uri} of ${atMs}`);
    await put(join(folder, PLAYLIST_FILE), renderPlaylist(whole));
    return folder;
  }
  const library = (nowMs = START + WINDOW) => {
    const { files, segmentsPath } = stage();
    return createSegmentLibrary({ files, segmentsPath, windowMs: WINDOW, now: () => nowMs });
  };
  const cleanAt = (atMs: number, dryRun = false) => {
    const { files, segmentsPath } = stage();
    return cleanSegments({
      ...{ files, segmentsPath, windowMs: WINDOW, nowMs: START + atMs, dryRun },
      log: createLog('silent'),
    });
  };
  const indexes = async (folder: string) =>
    (await stage().files.names(folder))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => Number(name.slice(8, -3)))
      .sort((a, b) => a - b);

  test('where there is nothing, nothing is found and nothing fails', async () => {
    const { files, segmentsPath } = stage();
    expect(await files.numbered(segmentsPath)).toEqual([]);
    const folder = join(segmentsPath, USER, '1');
    expect(await files.names(folder)).toEqual([]);
    expect(await files.details(folder)).toEqual([]);
    expect(await files.readText(join(folder, PLAYLIST_FILE))).toBeNull();
    expect(await files.readText(join(folder, LIVE_PLAYLIST_FILE))).toBeNull();
    expect(await files.sizes([join(folder, 'segment_00000.ts')])).toEqual([0]);
    expect(await files.take(join(folder, 'segment_00000.ts'), join(workDir, 'x'))).toBe(false);
    await files.remove([join(folder, 'segment_00000.ts')]);
    await files.removeAll(join(segmentsPath, USER));
    expect(await library().coverage(USER)).toBeNull();
    expect(await cleanAt(0)).toEqual({ deleted: 0, kept: 0, foldersRemoved: 0 });
  });

  test('people and sessions are told apart from everything else, lowest first', async () => {
    const { files, segmentsPath, put } = stage();
    await put(join(segmentsPath, '9', '100', 'x'), '');
    await put(join(segmentsPath, '10', '99', 'x'), '');
    await put(join(segmentsPath, '10', '1000', 'x'), '');
    await put(join(segmentsPath, '10', 'voice', '5', 'x'), '');
    await put(join(segmentsPath, 'hindsight-doctor-1', 'x'), '');
    expect(await files.numbered(segmentsPath)).toEqual(['9', '10']);
    expect(await files.numbered(join(segmentsPath, '10'))).toEqual(['99', '1000']);
    expect(await files.numbered(voiceFolder(segmentsPath, '10'))).toEqual(['5']);
    expect(await files.names(join(segmentsPath, '10'))).toEqual([]);
  });

  test('a text that has not changed is not read again, whatever its length', async () => {
    const { files, segmentsPath, put } = stage();
    const file = join(segmentsPath, USER, '1', PLAYLIST_FILE);
    await put(file, 'one');
    const first = await files.readText(file);
    if (!first || first === 'unchanged') throw new Error('it is there');
    expect(first.text).toBe('one');
    expect(await files.readText(file, first.stamp)).toBe('unchanged');
    await files.writeText(file, 'two');
    const second = await files.readText(file, first.stamp);
    expect(second).toMatchObject({ text: 'two' });
    await files.remove([file]);
    expect(await files.readText(file, first.stamp)).toBeNull();
  });

  test('a range is found over sessions and over what grows meanwhile', async () => {
    const first = await writeSession(USER, START, {
      segments: segmentsFrom(START, 0, 4),
      ended: true,
    });
    await writeSession(USER, START + 30_000, { segments: segmentsFrom(START + 30_000, 0, 1) });
    const known = library();
    const starts = async (fromMs: number, toMs: number) =>
      (await known.between(USER, START + fromMs, START + toMs)).map((s) => s.startMs - START);
    expect(await starts(7000, 33_000)).toEqual([6000, 8000, 30_000, 32_000]);
    expect((await known.coverage(USER))?.toMs).toBe(START + 34_000);
    await writeSession(USER, START + 30_000, { segments: segmentsFrom(START + 30_000, 0, 2) });
    expect(await starts(33_000, 60_000)).toEqual([32_000, 34_000]);
    expect(await known.coverage(USER, [first])).toMatchObject({
      toMs: START + 10_000,
      ended: true,
    });
    const listed = await known.between(USER, START, START + 4000);
    expect(await known.sizes(listed)).toEqual([BYTES, BYTES]);
    expect(await known.bytes(USER)).toBe(8 * BYTES);
  });
  test('what is held stays, in order; what has gone is left out and leaves a mark', async () => {
    const { files } = stage();
    const folder = await writeSession(USER, START, { segments: segmentsFrom(START, 0, 19) });
    const known = library();
    const found = await known.between(USER, START, START + 40_000);
    await files.remove([join(folder, 'segment_00003.ts')]);
    const held = await known.hold(found, join(workDir, 'held'));
    await files.removeAll(join(folder, '..'));
    expect(held).toHaveLength(19);
    expect(held[3]).toMatchObject({ startMs: START + 8000, discontinuity: true });
    const texts = await Promise.all(held.map(({ file }) => readFile(file, 'utf8')));
    expect(texts[0]).toBe(`segment_00000.ts of ${START}`);
    expect(texts[18]).toBe(`segment_00019.ts of ${START}`);
    expect(await files.numbered(join(folder, '..'))).toEqual([]);
  });

  test('what is held already is held once more', async () => {
    const folder = await writeSession(USER, START, { segments: segmentsFrom(START, 0, 1) });
    const known = library();
    const held = await known.hold(await known.between(USER, START, START + 9000), workDir);
    await stage().files.removeAll(folder);
    await mkdir(join(workDir, 'again'));
    const again = await known.hold(held, join(workDir, 'again'));
    expect(again.map(({ startMs }) => startMs)).toEqual([START, START + 2000]);
  });

  test('a segment can be read on the local disk; one that is gone throws', async () => {
    const { files } = stage();
    const folder = await writeSession(USER, START, { segments: segmentsFrom(START, 0, 0) });
    const read = (name: string) =>
      files.reading(join(folder, name), (path) => readFile(path, 'utf8'));
    expect(await read('segment_00000.ts')).toBe(`segment_00000.ts of ${START}`);
    await expect(read('segment_00001.ts')).rejects.toThrow(/segment_00001/);
  });

  test('a session ends where it was cut off, until that is lifted', async () => {
    const { files } = stage();
    const folder = await writeSession(USER, START, { segments: segmentsFrom(START, 0, 4) });
    await files.writeText(join(folder, 'cut-off'), String(START + 5000));
    expect(await readCutOff(folder, files)).toBe(START + 5000);
    expect((await library().coverage(USER))?.toMs).toBe(START + 5000);
    await liftCutOff(folder, files);
    expect(await readCutOff(folder, files)).toBeNull();
    expect((await library().coverage(USER))?.toMs).toBe(START + 10_000);
  });

  test('Egress has two playlists, and the live one runs ahead', async () => {
    const { files, put } = stage();
    const folder = await writeSession(USER, START, { segments: segmentsFrom(START, 0, 1) });
    const segments = segmentsFrom(START, 1, 3);
    await put(
      join(folder, LIVE_PLAYLIST_FILE),
      renderPlaylist({ mediaSequence: 1, segments, ended: false }),
    );
    expect((await createSessionReader({ files })(folder))?.segments).toHaveLength(4);
  });

  test('what ended before the window goes, of voices too; a dry run only counts', async () => {
    const folder = await writeSession(USER, START, { segments: segmentsFrom(START, 0, 5) });
    const voice = await writeSession(join(USER, 'voice'), START, {
      segments: segmentsFrom(START, 0, 5),
    });
    expect(await cleanAt(WINDOW + 4001, true)).toMatchObject({ deleted: 4, kept: 8 });
    expect(await indexes(folder)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await cleanAt(WINDOW + 4001)).toMatchObject({ deleted: 4, kept: 8 });
    expect(await indexes(folder)).toEqual([2, 3, 4, 5]);
    expect(await indexes(voice)).toEqual([2, 3, 4, 5]);
  });

  test('while a session lives, its playlist and the open segment stay; once over, all goes', async () => {
    const { files, put } = stage();
    const segments = segmentsFrom(START, 0, 3);
    const folder = await writeSession(USER, START, { segments });
    await put(join(folder, 'segment_00004.ts'), 'open');
    expect(await cleanAt(WINDOW + 99_000)).toMatchObject({ deleted: 4, kept: 1 });
    expect((await files.names(folder)).sort()).toEqual([PLAYLIST_FILE, 'segment_00004.ts']);
    await put(join(folder, 'EG_abc.json'), '{}');
    await put(
      join(folder, PLAYLIST_FILE),
      renderPlaylist({ mediaSequence: 0, segments, ended: true }),
    );
    const cleaned = await cleanAt(WINDOW + 99_000);
    expect(cleaned).toMatchObject({ deleted: 1, kept: 0 });
    expect(cleaned.foldersRemoved).toBeGreaterThan(0);
    expect(await files.names(folder)).toEqual([]);
    expect(await files.numbered(join(folder, '..'))).toEqual([]);
  });

  test('a session that nobody has written to for the window is over', async () => {
    const segments = segmentsFrom(START, 0, 3);
    const folder = await writeSession(USER, START, { segments });
    await stage().put(join(folder, 'segment_00004.ts'), 'never listed');
    expect(await cleanAt(Date.now() - START + 2 * WINDOW)).toMatchObject({ deleted: 5, kept: 0 });
    expect(await stage().files.names(folder)).toEqual([]);
  });

  test('all of a person goes, and nothing of anybody else', async () => {
    const { files, segmentsPath } = stage();
    await writeSession('17', START, { segments: segmentsFrom(START, 0, 3) });
    await writeSession(join('17', 'voice'), START, { segments: segmentsFrom(START, 0, 3) });
    const other = await writeSession('170', START, { segments: segmentsFrom(START, 0, 3) });
    await files.removeAll(join(segmentsPath, '17'));
    expect(await files.numbered(segmentsPath)).toEqual(['170']);
    expect(await indexes(other)).toEqual([0, 1, 2, 3]);
  });
}
