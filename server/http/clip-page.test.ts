import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signPath } from '../auth/signed-path.ts';
import { openTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let link: string;
beforeEach(async () => {
  app = await openTestApp();
  const { clipLinks, config, publicUrl } = app.services;
  const size = { width: 1280, height: 720, fromMs: 60_000, toMs: 180_000, durationMs: 120_000 };
  const clip = await app.saveClip('9', { title: '"Ace" <b>', ...size });
  await writeFile(join(config.clipsPath, '9.jpg'), 'poster');
  link = clipLinks.page(clip).replace(publicUrl, '');
});
afterEach(() => app.close());

const property = (html: string, name: string) =>
  new RegExp(`<meta property="${name}" content="([^"]*)">`).exec(html)?.[1]?.replace(/&#38;/g, '&');

test('it says what Discord needs to play it, and its addresses open without signing in', async () => {
  const html = await (await app.call(link)).text();
  expect(property(html, 'og:title')).toBe('&#34;Ace&#34; &#60;b&#62;');
  expect(property(html, 'og:description')).toBe('2m, 1970-01-01 00:01 UTC');
  expect(property(html, 'og:video:type')).toBe('video/mp4');
  expect(property(html, 'og:video:width')).toBe('1280');
  const video = property(html, 'og:video') ?? '';
  expect(new URL(video).pathname).toMatch(/\.mp4$/);
  expect(property(html, 'og:video:secure_url')).toBe(video);
  const path = (address = '') => address.replace(app.services.publicUrl, '');
  const part = await app.call(path(video), { headers: { Range: 'bytes=2-4' } });
  expect([part.status, part.headers.get('Content-Type')]).toEqual([206, 'video/mp4']);
  expect(await part.text()).toBe('234');
  const poster = await app.call(path(property(html, 'og:image')));
  expect(poster.headers.get('Content-Type')).toBe('image/jpeg');
  for (const [, style = ''] of html.matchAll(/rel="stylesheet" href="([^"]+)"/g)) {
    expect((await app.call(style)).headers.get('Content-Type')).toContain('text/css');
  }
  expect((await app.call('/clip.css')).headers.get('Content-Type')).toContain('text/css');
});

test.each([
  ['of another clip', (good: string) => good.replace('/c/9', '/c/8')],
  ['without its signature', () => '/c/9'],
  ['that is over', (good: string) => good.replace(/until=\d+/, 'until=1')],
  ['with another end', (good: string) => good.replace(/until=(\d+)/, 'until=9$1')],
  ['to a file that is none of its own', (good: string) => good.replace('/c/9', '/c/9.db')],
])('a link %s opens nothing, and says so', async (_, change) => {
  const response = await app.call(change(link));
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('There is no clip here');
});

test('it speaks the reader’s language, and English to whoever does not say one', async () => {
  const german = { headers: { 'Accept-Language': 'de-AT,en;q=0.5' } };
  const response = await app.call(link, german);
  expect(response.headers.get('Vary')).toContain('Accept-Language');
  const html = await response.text();
  expect(html).toContain('<html lang="de"');
  expect(html).toContain('Herunterladen');
  expect(await (await app.call('/c/9', german)).text()).toContain('Hier ist kein Clip');
  expect(await (await app.call(link)).text()).toContain('<html lang="en"');
});

test('it plays without a script: the browser’s own controls are there, and the styles of ours are allowed', async () => {
  const response = await app.call(link);
  expect(await response.text()).toMatch(/<video controls playsinline .*aria-label="&#34;Ace&#34;/);
  const policy = response.headers.get('Content-Security-Policy');
  expect(policy).toContain("style-src 'self' 'unsafe-inline'");
  expect(policy).toContain("script-src 'self'");
  const elsewhere = (await app.call('/c/9')).headers.get('Content-Security-Policy');
  expect(elsewhere).toContain("style-src 'self';");
  const icon = await app.call('/icon.svg');
  expect(icon.headers.get('Content-Type')).toContain('image/svg+xml');
});

test('of a clip that was deleted nothing is left', async () => {
  await app.services.clips.remove('9');
  expect((await app.call(link)).status).toBe(404);
});

test('a link from before there were numbers is good until it is revoked, and nothing of it is kept by browsers', async () => {
  const { clips, clipLinks } = app.services;
  const { createdAtMs } = (await clips.get('9'))!;
  const old = signPath('s', '/c/9', createdAtMs + 365 * 24 * 3600_000);
  expect(old).toBe(link);
  const parts = ['', '.mp4', '.jpg'].map((end) => link.replace('/c/9', `/c/9${end}`));
  for (const part of parts) expect((await app.call(part)).status).toBe(200);
  expect((await app.call(parts[1]!)).headers.get('Cache-Control')).toBe('private, no-cache');

  await clips.change('9', (clip) => ({ link: clipLinks.revoked(clip) }));
  for (const part of parts) expect((await app.call(part)).status).toBe(404);
  const again = await clips.change('9', (clip) => ({ link: clipLinks.renewed(clip) }));
  const renewed = clipLinks.page(again!).replace(app.services.publicUrl, '');
  expect((await app.call(renewed)).status).toBe(200);
  expect((await app.call(renewed.replace('/c/9', '/c/9.mp4'))).status).toBe(200);
  expect((await app.call(link)).status).toBe(404);
});

test('of a clip that was deleted, its link opens nothing until it is restored', async () => {
  const { clips } = app.services;
  await clips.hide('9');
  for (const end of ['', '.mp4', '.jpg']) {
    expect((await app.call(link.replace('/c/9', `/c/9${end}`))).status).toBe(404);
  }
  await clips.restore('9');
  expect((await app.call(link)).status).toBe(200);
});
