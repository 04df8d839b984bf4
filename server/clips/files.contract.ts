import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClipFiles } from './files.ts';

/** What the files of clips do, wherever they lie. @param open gives a place with no clips in it */
export function clipFilesContract(open: () => Promise<ClipFiles>): void {
  let files: ClipFiles;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clip-files-'));
    files = await open();
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function put(id: string, text = `video ${id}`, kind: 'mp4' | 'jpg' = 'mp4') {
    const made = join(folder, 'made');
    await writeFile(made, text);
    await files.put(id, kind, made);
    await rm(made);
  }
  async function ids(): Promise<string[]> {
    const found: string[] = [];
    for await (const id of files.ids()) found.push(id);
    return found.sort();
  }
  /** As a browser gets it. */
  async function seen(id: string, kind: 'mp4' | 'jpg'): Promise<string | null> {
    const place = await files.place(id, kind);
    if ('file' in place) return readFile(place.file, 'utf8').catch(() => null);
    const answer = await fetch(place.url);
    return answer.ok ? answer.text() : null;
  }

  test('a clip and its poster are there once they are put, and the newest ones count', async () => {
    await put('1', 'older');
    await put('1');
    await put('1', 'poster', 'jpg');
    expect(await seen('1', 'mp4')).toBe('video 1');
    expect(await seen('1', 'jpg')).toBe('poster');
    expect(await ids()).toEqual(['1']);
    expect(await readFile(await files.reach('1', join(folder, 'work')), 'utf8')).toBe('video 1');
  });

  test('what is put stays with who put it', async () => {
    const made = join(folder, 'made');
    await writeFile(made, 'video');
    await files.put('1', 'mp4', made);
    await files.remove('1');
    expect(await readFile(made, 'utf8')).toBe('video');
  });

  test('what is held stays when the clip goes', async () => {
    await put('1');
    const held = await files.hold('1', join(folder, 'a', 'work'));
    await files.remove('1');
    expect(await readFile(held, 'utf8')).toBe('video 1');
    expect(await readdir(join(folder, 'a', 'work'))).toEqual(['clip.mp4']);
  });

  test('a copy stays when what it was made of goes', async () => {
    await put('1');
    expect(await files.copy('1', '2')).toBe(true);
    await files.remove('1');
    expect(await seen('2', 'mp4')).toBe('video 1');
    expect(await ids()).toEqual(['2']);
  });

  test('what goes takes its poster along; a poster goes alone too', async () => {
    for (const id of ['1', '2']) {
      await put(id);
      await put(id, 'poster', 'jpg');
    }
    await files.remove('1');
    await files.removePoster('2');
    expect([await seen('1', 'mp4'), await seen('1', 'jpg')]).toEqual([null, null]);
    expect([await seen('2', 'mp4'), await seen('2', 'jpg')]).toEqual(['video 2', null]);
    await files.remove('1');
    await files.removePoster('1');
  });

  test('what is not there can be neither had nor copied', async () => {
    expect(await files.copy('none', '1')).toBe(false);
    const work = join(folder, 'work');
    await expect(files.reach('none', work)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(files.hold('none', work)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await ids()).toEqual([]);
    expect(await readdir(work).catch(() => [])).toEqual([]);
    await put('none', 'poster', 'jpg');
    expect(await ids()).toEqual([]);
  });

  test('a file that can not be put leaves the one before', async () => {
    await put('1');
    const missing = files.put('2', 'mp4', join(folder, 'none'));
    await expect(missing).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await ids()).toEqual(['1']);
  });

  test.each(['../1', 'a/b', '', '.', 'x'.repeat(65)])('"%s" is no id of a clip', async (id) => {
    await put('1');
    const made = join(folder, 'made');
    await writeFile(made, 'video');
    const asked = [
      ...[async () => files.put(id, 'mp4', made), async () => files.copy('1', id)],
      ...[async () => files.remove(id), async () => files.place(id, 'mp4')],
      async () => files.hold(id, folder),
    ];
    for (const ask of asked) await expect(ask()).rejects.toThrow("is not a clip's id");
  });

  test('cleaning up takes nothing that is whole', async () => {
    await put('1');
    await files.sweep();
    expect(await ids()).toEqual(['1']);
  });
}
