import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../sandbox/client.ts';
import { snowflakeTime } from '../../sandbox/snowflake.ts';
import { probeMp4 } from '../../server/clips/media/probe.ts';
import { brokenLaws } from '../support/broken-laws.ts';
import { serveCards } from '../support/card/serve-card.ts';
import { ADA, type Product, startProduct } from '../support/hindsight.ts';
import { skipWithout } from '../support/parts.ts';
import type { Sharing } from '../support/share.ts';
import { until } from '../support/until.ts';
import { openVisitor } from '../support/visitor.ts';

/** The shortest length there is. */
const LENGTH_MS = 30_000;
/** How much may be missing at the end of what a busy browser sends; how exact a clip is, the main way's test says. */
const LENGTH_OFF_MS = 2500;
/** Of the button for it; "Clip that" tells its length as well. */
const THIRTY = /^Clip the last 30 s/;
/** Keeps what the page sends by, so that a test can ask how. */
const KEEP_CONNECTIONS = `
  window.connections = [];
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(...options) { super(...options); window.connections.push(this); }
  };
`;
const SENDING = `window.connections.flatMap((one) => one.getSenders())
  .filter(({ track }) => track?.kind === 'video')
  .map((sender) => ({ hint: sender.track.contentHint, rate: sender.track.getSettings().frameRate,
    most: Math.max(...sender.getParameters().encodings.map(({ maxBitrate }) => maxBitrate)) }))`;

/** An order as the page gets it. */
interface Order {
  id: string;
  state: string;
  fromMs: number;
  toMs: number;
}

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('sharing at the page', () => {
  let product: Product;
  let sharing: Sharing;
  let page: Page;
  beforeAll(async () => {
    product = await startProduct();
    sharing = await product.shareAs(ADA);
    page = sharing.page;
    page.setDefaultTimeout(30_000);
  });
  afterAll(() => product?.close());
  afterEach(async () => {
    await product.sandbox.deny('clips', []);
    await product.sandbox.refuseDms('ada', false);
  });

  const button = (name: string | RegExp, at = page) => at.getByRole('button', { name });
  const toast = (words: RegExp) => page.locator('.toast').filter({ hasText: words });
  const recording = (at = page) =>
    until('the page says "Recording"', async () => (await at.title()).includes('● Recording'), {
      timeoutMs: 40_000,
    });
  const orders = async () =>
    (
      (await page.evaluate("fetch('/api/clips/orders').then((a) => a.json())")) as {
        orders: Order[];
      }
    ).orders;
  const clips = async () =>
    (await product.sandbox.messages(ADA)).filter(({ attachments }) => attachments.length > 0);

  /** Waits for what is posted because of `ask`. @returns it, as long as it has to be */
  async function posted(ask: () => Promise<unknown>, lengthMs: number) {
    const before = (await clips()).map(({ id }) => id);
    const askedMs = Date.now();
    await ask();
    const isNew = ({ id }: SeenMessage) => !before.includes(id);
    const message = await until('a clip is posted', async () => (await clips()).find(isNew), {
      timeoutMs: 60_000,
    });
    const data = await product.sandbox.download(message.attachments[0]?.url ?? '');
    const file = join(product.dataDir, `posted-${message.id}.mp4`);
    await writeFile(file, data);
    const order = (await orders())[0];
    if (!order) throw new Error('there is no order');
    expect(order.toMs).toBeGreaterThanOrEqual(askedMs);
    expect(order.toMs).toBeLessThan(snowflakeTime(message.id));
    const clip = { id: order.id, file, bytes: data.length, message, sent: [...sharing.sent] };
    const { durationMs } = await probeMp4(file);
    expect(Math.abs(durationMs - lengthMs)).toBeLessThan(LENGTH_OFF_MS);
    return { ...clip, commandMs: order.toMs, tookMs: 0 };
  }

  test('the sound moves, and the strip gets pictures, marks of time, and grows', async () => {
    const level = page.getByRole('meter', { name: 'Level of the sound' });
    const seen = new Set<number>();
    await until('the sound was loud and quiet', async () => {
      seen.add(await level.evaluate((meter) => (meter as HTMLMeterElement).value));
      return Math.max(...seen) - Math.min(...seen) > 0.2;
    });
    const strip = page.locator('.strip');
    await strip.locator('.slot img').first().waitFor();
    const shown = strip.locator('.slot img').first();
    await until('its picture is there', () =>
      shown.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0),
    );
    const caption = () => strip.locator('figcaption').innerText();
    const before = await caption();
    expect(before).toMatch(/\d+ seconds? buffered, 0 gaps, 0 markers/);
    await until('the strip tells of more', async () => (await caption()) !== before);
    expect(await strip.locator('.ticks .newest').innerText()).toBe('now');
    await until('it has a mark of time', async () =>
      /^−0:\d\d/.test((await strip.locator('.ticks span:not(.newest)').allInnerTexts())[0] ?? ''),
    );
  });

  test('who may clip one is kept', async () => {
    const choice = page.getByLabel('Who may clip you');
    await choice.selectOption('server');
    await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
    const again = await sharing.context.newPage();
    await again.goto(page.url());
    const chosen = again.getByLabel('Who may clip you');
    await until('it says so', async () => (await chosen.inputValue()) === 'server');
    await again.close();
  });

  test('clips by a click, about as large as it said, listed with a link', async () => {
    await product.buffered(ADA, LENGTH_MS + 3000);
    const preset = button(THIRTY);
    const words = await preset.innerText();
    const [, size = '', unit] = /≈ ([\d.]+) (kB|MB)/.exec(words) ?? [];
    const said = Number(size) * (unit === 'MB' ? 1 << 20 : 1 << 10);
    const clicked = await posted(() => preset.click(), LENGTH_MS);
    expect(await brokenLaws(clicked, LENGTH_MS)).toEqual([]);
    expect(Math.abs(said / clicked.bytes - 1), `${words} of ${clicked.bytes}`).toBeLessThan(0.4);

    const item = page.locator('.orders li').first();
    await item.locator('a', { hasText: 'Open the message' }).waitFor();
    const link = await item.locator('a', { hasText: 'Open the message' }).getAttribute('href');
    expect(link).toContain(clicked.message.id);
    expect(await item.getAttribute('class')).toContain('done');
  });

  test('clips the length that was used last by a key', async () => {
    await posted(() => page.keyboard.press('c'), LENGTH_MS);
    expect(await button(/Clip that/).innerText()).toContain('30 seconds');
  });

  test('a marker by a key is listed, stands on the strip, and begins the next /clip', async () => {
    await page.locator('h1').click();
    await page.keyboard.press('m');
    await toast(/^Marked\./).waitFor();
    await page.locator('.markers li').waitFor();
    expect(await page.locator('.strip .pin').count()).toBe(1);
    const [mark] = await product.services.marks.recent(await product.userId(ADA));
    const markMs = mark?.atMs ?? 0;
    const enough = async () => Date.now() - markMs > 4000;
    await until('there is something behind it', enough);
    const clip = await product.clip(ADA, '/clip');
    const { durationMs } = await probeMp4(clip.file);
    expect(Math.abs(durationMs - (clip.commandMs - markMs))).toBeLessThan(LENGTH_OFF_MS);
  });

  test('the small panel opens, clips, and closes', async ({ skip }) => {
    const opens = button('Small panel on top');
    if ((await opens.count()) === 0) skip('this browser has no picture-in-picture for documents');
    const opening = sharing.context.waitForEvent('page');
    await opens.click();
    const panel = await opening;
    await panel.getByText('Recording', { exact: true }).waitFor();
    await posted(() => button(THIRTY, panel).click(), LENGTH_MS);
    await panel.locator('.newest').filter({ hasText: 'Posted' }).waitFor();
    await button('Close the small panel').click();
    await until('it is gone', () => panel.isClosed());
    await opens.waitFor();
  });

  test('an order that fails after it was taken is told in the list and by a toast', async () => {
    // A direct message would take what the channel doesn't.
    await product.sandbox.refuseDms('ada');
    // Discord says that it may be posted there, and refuses it.
    await product.sandbox.addFault({
      ...{ method: 'POST', path: '/messages$', withFile: true },
      kind: { status: 403, code: 50013, message: 'Missing Permissions' },
    });
    await button(THIRTY).click();
    const item = page.locator('.orders li').first();
    await until('it has failed', async () => (await item.getAttribute('class')) === 'failed', {
      timeoutMs: 60_000,
    });
    const why = 'It could not be posted, so it is in your library.';
    await item.locator('.notice.bad').filter({ hasText: why }).waitFor();
    await item.getByRole('link', { name: 'Show it in the library' }).waitFor();
    const told = page.locator('.toast.bad').filter({ hasText: why });
    await told.getByRole('button', { name: 'Close' }).click();
    expect(await told.count()).toBe(0);
    await product.sandbox.clearFaults();
    // What Discord says is not possible is refused before it is made.
    await product.sandbox.deny('clips', ['SendMessages', 'AttachFiles']);
    await button(THIRTY).click();
    await page.locator('.toast.bad').getByRole('button', { name: 'Close' }).click();
    expect(await page.locator('.orders li.failed').count()).toBe(1);
  });

  test('another tab takes over, and the first takes it back', async () => {
    const second = await sharing.context.newPage();
    await second.goto(page.url());
    await button('Share screen', second).click();
    const takenOver = (at: Page) => at.getByRole('alert').filter({ hasText: /took over/ });
    await takenOver(page).waitFor({ timeout: 30_000 });
    await recording(second);
    await button('Take it back').click();
    await takenOver(second).waitFor({ timeout: 30_000 });
    await recording();
    await second.close();
  });

  test('a stop from Discord is a toast that records again', async () => {
    await product.type(ADA, '/replay stop');
    const told = toast(/Recording stopped.*Discord/);
    await told.waitFor({ timeout: 30_000 });
    await told.getByRole('button', { name: 'Record again' }).click();
    await recording();
    expect(await told.count()).toBe(0);
  });

  test('quality and what is shown are remembered, checked, and really applied', async () => {
    await sharing.stop();
    await page.getByRole('radio', { name: /1080p60/ }).check();
    await page.getByRole('radio', { name: /^Text/ }).check();
    await page.addInitScript(KEEP_CONNECTIONS);
    await page.reload();
    expect(await page.getByRole('radio', { name: /1080p60/ }).isChecked()).toBe(true);
    expect(await page.getByRole('radio', { name: /^Text/ }).isChecked()).toBe(true);
    const advice = page.locator('.advice');
    await advice.filter({ hasText: /sends (more than|about) [\d.]+ [kM]bit\/s/ }).waitFor();
    await button('Share screen').click();
    await recording();
    expect(await page.evaluate(SENDING)).toEqual([{ hint: 'detail', rate: 60, most: 4_800_000 }]);
  });

  test('who signed in with Discord chooses a channel, and shares for it; also in German', async () => {
    const cards = await serveCards();
    const card = cards.card({ id: 2 });
    const visitor = await openVisitor(product, null, {
      language: 'de',
      browser: { captureTitle: card.title },
    });
    try {
      await (await visitor.newTab()).goto(card.url);
      visitor.faults.length = 0;
      await visitor.open('/share');
      const { page: own, faults } = visitor;
      await own.getByRole('link', { name: 'Mit Discord anmelden' }).click();
      await own.getByRole('radio', { name: 'Bo' }).check();
      await own.getByRole('button', { name: 'Authorize' }).click();
      await own.getByRole('heading', { name: 'Für welchen Kanal teilst du?' }).waitFor();
      faults.length = 0;
      await own.getByRole('combobox').selectOption({ label: '#clips' });
      await button('Weiter', own).click();
      await own.getByRole('radio', { name: /^Bewegung/ }).waitFor();
      await button('Bildschirm teilen', own).click();
      const title = async () => (await own.title()).includes('● Aufnahme läuft');
      await until('it is recorded', title, { timeoutMs: 40_000 });
      expect(await own.locator('h1').innerText()).toBe('Du teilst deinen Bildschirm für #clips');
      const text = await own.locator('main').innerText();
      expect(text).not.toMatch(/\b(?:the|your|Recording|Share|Clip that)\b/);
      await button('Nicht mehr teilen', own).click();
      await own.getByText('Du hast das Teilen beendet.').waitFor();
      expect(faults).toEqual([]);
    } finally {
      await visitor.close();
      await cards.close();
    }
  });
});
