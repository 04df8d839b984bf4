import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADA, openTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let asked: string[];
beforeEach(async () => {
  asked = [];
  const of = async (url: string) => {
    asked.push(url);
    return url.includes('gone') ? null : { type: 'image/webp', bytes: Buffer.from('picture') };
  };
  app = await openTestApp(() => ({ avatars: { of } }));
});
afterEach(() => app.close());

const CDN = 'https://cdn.discordapp.com/avatars/1';
const withPicture = (avatarUrl: string) => ({ ...ADA, user: { ...ADA.user, avatarUrl } });
async function pathOf(cookie: string): Promise<string> {
  const session = await (await app.call('/api/session', { cookie })).json();
  return (session as typeof ADA).user.avatarUrl ?? '';
}

test("one's picture comes from our own origin, and by another address once it is another", async () => {
  const [one, two] = [
    await app.signIn(withPicture(`${CDN}/a.webp`)),
    await app.signIn(withPicture(`${CDN}/b.webp`)),
  ];
  const path = await pathOf(one);
  expect(path).toMatch(/^\/api\/avatars\/1\?v=[\w-]{12}$/);
  expect(await pathOf(two)).not.toBe(path);
  const response = await app.call(path, { cookie: one });
  expect(await response.text()).toBe('picture');
  expect(response.headers.get('Content-Type')).toBe('image/webp');
  expect(response.headers.get('Cache-Control')).toMatch(/^private/);
  expect(asked).toEqual([`${CDN}/a.webp`]);
});

test("somebody else's is not there, nor is one that can't be had, nor for who is not signed in", async () => {
  const cookie = await app.signIn(withPicture(`${CDN}/a.webp`));
  const other = await app.signIn({ ...ADA, user: { ...ADA.user, id: '2' } });
  const gone = await app.signIn(withPicture(`${CDN}/gone.webp`));
  const status = async (path: string, as = cookie) => (await app.call(path, { cookie: as })).status;
  expect(await status('/api/avatars/2')).toBe(404);
  expect(await status('/api/avatars/1', other)).toBe(404);
  expect(await status('/api/avatars/2', other)).toBe(404);
  expect(await status('/api/avatars/1', gone)).toBe(404);
  expect(await status('/api/avatars/1', '')).toBe(401);
});
