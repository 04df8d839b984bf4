import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freeTcpPort } from '../server/livekit/ports.ts';
import { openBrowser } from './support/browser.ts';
import { ADA, linkIn, type Product, startProduct } from './support/hindsight.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import type { Sharing } from './support/share.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('the share page', () => {
  let livekit: TestLivekit;
  let product: Product;
  const opened: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    const port = await freeTcpPort();
    livekit = await startLivekit({ webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook` });
    product = await startProduct({
      PORT: String(port),
      LIVEKIT_URL: livekit.url,
      LIVEKIT_API_KEY: livekit.apiKey,
      LIVEKIT_API_SECRET: livekit.apiSecret,
    });
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    // A browser that vanishes is missed by LiveKit only after a while.
    const gone = async () => (await shared()).length === 0;
    await until('nobody shares any more', gone, { timeoutMs: 60_000 });
  });
  afterAll(async () => {
    await product?.close();
    await livekit?.close();
  });

  /** Ada shares in a browser of her own, and is recorded. */
  async function share(): Promise<Sharing> {
    const sharing = await product.shareAs(ADA);
    opened.push(sharing);
    return sharing;
  }
  /** A page that shares nothing yet. @param prepare a script that runs before the page's own */
  async function visit(url: string, prepare?: string, flags: string[] = []): Promise<Page> {
    const browser = await openBrowser({ flags });
    opened.push(browser);
    const page = await browser.newPage();
    if (prepare) await page.addInitScript(prepare);
    await page.goto(url);
    return page;
  }
  const newLink = async () => linkIn(await product.type(ADA, '/replay start'));
  /** What LiveKit says is shared, in all rooms. */
  async function shared() {
    const { rooms } = product.services;
    const names = await rooms.list();
    return (await Promise.all(names.map(rooms.shares))).flat();
  }
  /** The newest record of the one who shares on that page. */
  async function recorded(page: Page) {
    const id = await page.evaluate(
      "fetch('/api/session').then((a) => a.json()).then((s) => s.user.id)",
    );
    return (await product.services.shares.recentOf(String(id)))[0];
  }
  const says = (page: Page, title: string) =>
    until(`the title has "${title}"`, async () => (await page.title()).includes(title), {
      timeoutMs: 30_000,
    });
  /** Seconds that can be clipped, as the page says. */
  async function buffered(page: Page) {
    const [minutes = 0, seconds = 0] = (await page.locator('.buffered b').innerText())
      .split(':')
      .map(Number);
    return minutes * 60 + seconds;
  }
  const grows = async (page: Page) => {
    const before = await buffered(page);
    await until('more is buffered', async () => (await buffered(page)) > before);
  };
  const figure = (page: Page, name: string) =>
    page.locator('dl > div', { hasText: name }).locator('dd').innerText();
  const shareButton = (page: Page) => page.getByRole('button', { name: 'Share screen' });
  const shows = (page: Page, words: RegExp) =>
    page.locator('main').filter({ hasText: words }).waitFor({ timeout: 20_000 });

  test('sends H.264 with stereo sound, is recorded, and stops when told to', async () => {
    const complaints: string[] = [];
    const { page, stop } = await share();
    page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));

    expect(await shared()).toMatchObject([{ mimeType: 'video/H264', muted: false }]);
    const record = await recorded(page);
    expect(record).toMatchObject({ status: 'active', audioTrackId: expect.stringMatching(/^TR_/) });
    await until('the page counts what it sends', async () =>
      /stereo/.test(await figure(page, 'Sound')),
    );
    expect(await figure(page, 'Codec')).toBe('H.264');
    expect(await figure(page, 'Size')).toMatch(/^\d{3,4} × 720$|^1280 × \d{3}$/);
    expect(await figure(page, 'Frames')).toMatch(/^[1-9]\d*\/s$/);
    expect(await figure(page, 'Bitrate')).toMatch(/bit\/s$/);
    const width = 'document.querySelector("video").videoWidth';
    expect(await page.evaluate(width)).toBeGreaterThan(16);
    await grows(page);

    await stop();
    await shows(page, /You stopped sharing\..*can still be clipped/s);
    await until('the recording ends', async () => (await recorded(page))?.status === 'stopped');
    expect(await shared()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('says whose page it is, for which channel, and what is kept', async () => {
    const page = await visit(await newLink());
    await shareButton(page).waitFor();
    const { user, guild, channel } = (await page.evaluate(
      "fetch('/api/session').then((a) => a.json())",
    )) as Record<'user' | 'guild' | 'channel', { name: string }>;
    const text = await page.locator('body').innerText();
    for (const part of [user.name, guild.name, `#${channel.name}`]) expect(text).toContain(part);
    expect(text).toMatch(
      /last 20 minutes.*kept.*others only where you let.*after you stop.*deleted/s,
    );
  });

  test('ends with the capture: from the browser’s bar, or a window that was closed', async () => {
    const { page, cardPage } = await share();
    await cardPage.close();
    await shareButton(page).waitFor();
    expect(await page.locator('.notice.bad').count()).toBe(0);
    await until('the recording ends', async () => (await recorded(page))?.status === 'stopped');
  });

  test('asks before it is closed, and closing it ends the share', async () => {
    const { page } = await share();
    const asked = page.waitForEvent('dialog');
    const closing = page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    expect(await shared()).toHaveLength(1);
    expect(await page.title()).toContain('● Recording');

    page.once('dialog', (again) => again.accept());
    await Promise.all([closing, page.close({ runBeforeUnload: true })]);
    await until('LiveKit has no share', async () => (await shared()).length === 0);
  });

  test('after a reload says what became of the share, and shares again by one press', async () => {
    const { page, press } = await share();
    await grows(page);
    const before = await recorded(page);
    page.once('dialog', (dialog) => dialog.accept());
    await page.reload();
    await shows(page, /ended when this page was reloaded.*can still be clipped/s);
    await press();
    expect((await recorded(page))?.id).not.toBe(before?.id);
  });

  test('a second tab takes over, and the first gives in', async () => {
    const { page, context } = await share();
    const second = await context.newPage();
    await second.goto(page.url());
    await shareButton(second).click();
    await shows(page, /Another tab or window took over/);
    await says(second, '● Recording');
    // Whatever the first one had still to say must not have ended the second one's recording.
    const [track] = await shared();
    expect(await recorded(second)).toMatchObject({
      ...{ status: 'active', videoTrackId: track?.videoTrackId },
    });
  });

  test('comes back by itself when the LiveKit server was killed', async () => {
    const { page } = await share();
    const before = await recorded(page);
    await livekit.kill();
    await shows(page, /reconnecting/);
    expect(await page.title()).not.toContain('Recording');
    await livekit.restart();
    await until(
      'a new track is recorded',
      async () => {
        const now = await recorded(page);
        return now?.status === 'active' && now.videoTrackId !== before?.videoTrackId;
      },
      { timeoutMs: 60_000 },
    );
    await says(page, '● Recording');
  });

  test('says when the recording was stopped from Discord, and records again when asked', async () => {
    const { page } = await share();
    await product.type(ADA, '/replay stop');
    await shows(page, /Recording stopped.*nothing new is kept/s);
    expect(await page.title()).not.toContain('Recording');
    await page.getByRole('button', { name: 'Record again' }).click();
    await says(page, '● Recording');
    expect((await recorded(page))?.status).toBe('active');
  });

  test('a link works once, leaves the address bar, and says where a new one comes from', async () => {
    const link = await newLink();
    const page = await visit(link);
    await shareButton(page).waitFor();
    expect(page.url()).toMatch(/\/share$/);
    // In the same browser it leads back to its session; for anybody else it is spent.
    await page.goto('about:blank');
    await page.goto(link);
    await shareButton(page).waitFor();
    await page.locator('.account summary').click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await shows(page, /personal link.*\/replay start/s);
    await shows(await visit(link), /used already.*\/replay start/s);
  });

  test('where sharing can’t work it says so, without using up the link', async () => {
    const link = await newLink();
    const noCapture = 'delete MediaDevices.prototype.getDisplayMedia';
    await shows(await visit(link, noCapture), /Phones.*computer/s);
    const noH264 =
      'const real = RTCRtpSender.getCapabilities; RTCRtpSender.getCapabilities = (kind) => ' +
      '({ codecs: real(kind).codecs.filter((c) => !/h264/i.test(c.mimeType)), headerExtensions: [] })';
    await shows(await visit(link, noH264), /no encoder/);

    const mapped = ['--host-resolver-rules=MAP hindsight.test 127.0.0.1'];
    const insecure = await visit(link.replace('127.0.0.1', 'hindsight.test'), undefined, mapped);
    await shows(insecure, /isn’t secure.*HTTPS.*PUBLIC_URL/s);
    await insecure.locator('main a').click();
    await shareButton(insecure).waitFor();
    expect(new URL(insecure.url()).hostname).toBe('localhost');
  });

  test('a refused permission is told in words, and the button stays', async () => {
    const refuse =
      'MediaDevices.prototype.getDisplayMedia = () => ' +
      'Promise.reject(new DOMException("Permission denied", "NotAllowedError"))';
    const page = await visit(await newLink(), refuse);
    await shareButton(page).click();
    await page.getByRole('alert').filter({ hasText: 'Nothing is shared' }).waitFor();
    expect(await shareButton(page).isEnabled()).toBe(true);
  });
});
