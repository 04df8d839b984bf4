import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { createBucketClipFiles } from '../clips/files-bucket.ts';
import { createClipLibrary } from '../clips/library.ts';
import { testClip } from '../clips/test-clips.ts';
import { createS3Bucket } from '../storage/s3.ts';
import { type S3Server, startS3 } from '../storage/s3-server.ts';
import { ADA, openTestApp, type TestApp } from './test-app.ts';

const missing = await skipWithout('versitygw');

describe.skipIf(missing)('clips in a bucket', () => {
  let server: S3Server;
  let app: TestApp;
  let folder: string;
  let ada: string;
  beforeAll(async () => {
    server = await startS3();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clips-in-bucket-'));
    app = await openTestApp(async ({ store, log }) => {
      const bucket = createS3Bucket(server.config);
      const files = await createBucketClipFiles({ bucket, recentPath: join(folder, 'r'), log });
      const clips = createClipLibrary({ store, clipsPath: '/nowhere', files });
      return { clips, posters: { of: async () => true, close: async () => {} } };
    });
    const { clips } = app.services;
    await writeFile(join(folder, 'made'), '0123456789');
    await clips.files.put('31', 'mp4', join(folder, 'made'));
    await clips.files.put('31', 'jpg', join(folder, 'made'));
    await clips.save(testClip({ id: '31', ownerId: '1', createdAtMs: Date.now() }));
    ada = await app.signIn();
  });
  afterEach(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  const get = (path: string, cookie?: string) =>
    app.call(path, { redirect: 'manual', ...(cookie && { cookie }) });

  test.each(['file', 'poster'])(
    'the %s of a clip is led to, and nobody keeps where',
    async (kind) => {
      const answer = await get(`/api/clips/31/${kind}`, ada);
      expect(answer.status).toBe(302);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      const there = await fetch(answer.headers.get('location') ?? '', {
        headers: { range: 'bytes=3-4' },
      });
      expect([there.status, await there.text()]).toEqual([206, '34']);
      expect(there.headers.get('content-type')).toBe(kind === 'file' ? 'video/mp4' : 'image/jpeg');
    },
  );

  test('who may not watch it gets no address', async () => {
    expect((await get('/api/clips/31/file')).headers.get('location')).toBeNull();
    const bo = await app.signIn({ ...ADA, user: { ...ADA.user, id: '2' } });
    const answer = await get('/api/clips/31/file', bo);
    expect([answer.status, answer.headers.get('location')]).toEqual([404, null]);
    expect((await get('/c/31.mp4')).headers.get('location')).toBeNull();
  });

  test('by its link too, until that is revoked', async () => {
    const { clips, clipLinks } = app.services;
    const clip = await clips.get('31');
    const { search } = new URL(clipLinks.of(clip!) ?? '');
    for (const end of ['.mp4', '.jpg'])
      expect((await get(`/c/31${end}${search}`)).status).toBe(302);
    await clips.hide('31');
    expect((await get(`/c/31.mp4${search}`)).status).toBe(404);
  });

  test('a download has its name from us', async () => {
    const answer = await get(
      `/api/clips/31/file?download=${encodeURIComponent('Sprüng.mp4')}`,
      ada,
    );
    const there = await fetch(answer.headers.get('location') ?? '');
    expect(there.headers.get('content-disposition')).toContain('Spr%C3%BCng.mp4');
  });

  test('one whose name is cut off in the middle of a letter is saved all the same', async () => {
    const long = encodeURIComponent(`${"it's ".repeat(39)}1234😀.mp4`);
    const answer = await get(`/api/clips/31/file?download=${long}`, ada);
    const there = await fetch(answer.headers.get('location') ?? '');
    expect(there.headers.get('content-disposition')).toContain("filename*=UTF-8''it%27s%20it");
  });

  test.each(['/c/31.mp4', '/c/31.jpg'])(
    'whoever asks first what %s is, as chat programs do, is told',
    async (path) => {
      const { clips, clipLinks } = app.services;
      const { search } = new URL(clipLinks.of((await clips.get('31'))!) ?? '');
      const answer = await app.call(path + search, { method: 'HEAD' });
      expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '10']);
      expect(answer.headers.get('content-type')).toMatch(/^(video\/mp4|image\/jpeg)$/);
    },
  );

  test('pages may load pictures and videos from there, and from nowhere else', async () => {
    const policy = (await get('/api/about')).headers.get('content-security-policy') ?? '';
    const { endpoint } = server.config;
    expect(policy).toContain(`img-src 'self' data: blob: ${endpoint};`);
    expect(policy).toContain(`media-src 'self' blob: ${endpoint};`);
    expect(policy.split(endpoint)).toHaveLength(3);
  });
});
