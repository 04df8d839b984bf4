import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../e2e/support/browser.ts';
import { ADA, linkIn, startProduct } from '../e2e/support/hindsight.ts';
import { openShare } from '../e2e/support/share.ts';
import { until } from '../e2e/support/until.ts';
import { openVisitor, type Visitor } from '../e2e/support/visitor.ts';
import { makeLibrary } from './tour/clips.ts';
import { serveGame } from './tour/game.ts';
import { tourPage } from './tour/page.ts';
import { STOPS, type StopName } from './tour/stops.ts';

/**
 * `npm run tour`: goes through the running product as a person would, with a real LiveKit, Chromium and ffmpeg, and
 * writes docs/tour.md and its pictures.
 */
const DOCS = resolve('docs');
const PICTURES = join(DOCS, 'tour');
const WIDTH = 1280;
/** So much is buffered before the share page is shown, ms. */
const BUFFER_MS = 34_000;

const closers: (() => Promise<unknown>)[] = [];
try {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  await tour();
  await writeFile(join(DOCS, 'tour.md'), tourPage(STOPS));
} finally {
  for (const close of closers.reverse()) await close();
}

async function tour(): Promise<void> {
  const product = await startProduct();
  closers.push(product.close);
  const { sandbox, url } = product.hindsight;
  const game = await serveGame();
  closers.push(game.close);
  const clips = await makeLibrary(product);

  const chat = await newPage(sandbox?.url ?? '', 760);
  const type = async (line: string) => {
    const box = chat.getByRole('textbox', { name: `Message ${ADA.channel}` });
    await box.fill(line);
    await box.press('Enter');
  };
  await type('/replay start');
  const button = chat.getByRole('link', { name: 'Share my screen' });
  await button.waitFor();
  await take(chat, 'start');

  const sharing = await openShare((await button.getAttribute('href')) ?? '', game);
  closers.push(sharing.close);
  const share = sharing.page;
  await share.emulateMedia({ colorScheme: 'dark' });
  await share.setViewportSize({ width: WIDTH, height: 900 });
  await share.getByRole('button', { name: 'Measure again' }).waitFor();
  await take(share, 'share-before');

  await sharing.press();
  const mark = async (label: string) => {
    await share.getByRole('textbox', { name: 'What happened (optional)' }).fill(label);
    await share.getByRole('button', { name: 'Set a marker' }).click();
    await share.getByText(label, { exact: true }).first().waitFor();
  };
  await product.buffered(ADA, 12_000);
  await mark('Overtook Bo');
  await product.buffered(ADA, 24_000);
  await mark('Best lap');
  await product.buffered(ADA, BUFFER_MS);
  await share.getByRole('group', { name: 'Clip the last' }).getByRole('button').first().click();
  await share.getByRole('link', { name: 'Open the message' }).waitFor({ timeout: 60_000 });
  await toastsGone(share);
  await take(share, 'share');

  await chat.getByRole('button', { name: 'Trim' }).waitFor();
  await loaded(chat);
  await chat.mouse.move(WIDTH / 2, 5);
  await take(chat, 'posted');

  const ada = await openVisitor(product, ADA, { width: WIDTH, height: 900 });
  closers.push(ada.close);
  await ada.page.setViewportSize({ width: WIDTH, height: 1040 });
  await openTrim(ada, '/trim');
  await select(ada.page, 'Start', 'End');
  await take(ada.page, 'trim');
  await sharing.close();

  await ada.page.setViewportSize({ width: WIDTH, height: 900 });
  await ada.open('/library');
  await hasPosters(ada.page);
  await take(ada.page, 'library');
  const [ace] = clips;
  await ada.open(`/library?clip=${ace?.id}`);
  await ada.page.getByRole('dialog').waitFor();
  await loaded(ada.page);
  await take(ada.page, 'library-clip');
  if (ace) await ada.page.goto(product.services.clipLinks.page(ace));
  await loaded(ada.page);
  await take(ada.page, 'clip');
  await ada.open('/privacy');
  await loaded(ada.page);
  await take(ada.page, 'privacy');

  const phone = await openVisitor(product, ADA, { width: 360, height: 740, touch: true });
  closers.push(phone.close);
  await phone.open('/library');
  await hasPosters(phone.page);
  await take(phone.page, 'library-phone');

  const light = await openVisitor(product, ADA, { width: WIDTH, height: 900, scheme: 'light' });
  closers.push(light.close);
  await light.open('/library');
  await hasPosters(light.page);
  await take(light.page, 'library-light');

  const german = await openVisitor(product, ADA, { width: WIDTH, height: 1040, language: 'de' });
  closers.push(german.close);
  await openTrim(german, `/trim?clip=${clips[0]?.id}`);
  await select(german.page, 'Anfang', 'Ende');
  await take(german.page, 'trim-german');

  const stranger = await newPage(`${url}/library`, 640);
  await stranger.getByRole('link', { name: 'Sign in with Discord' }).click();
  await stranger.getByRole('group', { name: 'Who are you?' }).waitFor();
  await take(stranger, 'sign-in');
}

/** A page in a window of its own: a tab behind another one isn't drawn. */
async function newPage(address: string, height: number): Promise<Page> {
  const browser = await openBrowser();
  closers.push(() => browser.close());
  const viewport = { width: WIDTH, height };
  const context = await browser.newContext({ viewport, colorScheme: 'dark', locale: 'en' });
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** Opens it, and waits for what is drawn on its timeline. */
async function openTrim({ page, open }: Visitor, path: string): Promise<void> {
  const drawn = [/thumbnails\.jpg/, /waveform\.json/].map((address) =>
    page.waitForResponse(address, { timeout: 60_000 }).then((response) => response.finished()),
  );
  await open(path);
  await Promise.all(drawn);
}

/** Moves both handles by the keyboard. */
async function select(page: Page, start: string, end: string): Promise<void> {
  const handle = (name: string) => page.getByRole('slider', { name, exact: true });
  await handle(start).waitFor({ timeout: 30_000 });
  await loaded(page);
  for (let step = 0; step < 6; step++) await handle(start).press('Shift+ArrowRight');
  for (let step = 0; step < 5; step++) await handle(end).press('Shift+ArrowLeft');
}

/** The library's first posters, which are made only now. */
async function hasPosters(page: Page): Promise<void> {
  await page.locator('article img').nth(2).waitFor();
  await loaded(page);
}

async function toastsGone(page: Page): Promise<void> {
  await until('no toast covers the page', async () => (await page.locator('.toast').count()) === 0);
}

/** Its pictures are there, and its videos know their size. */
async function loaded(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  const there = () =>
    page.evaluate<boolean>(`
      [...document.images].every(({ complete }) => complete) &&
      [...document.querySelectorAll('video')].every(({ readyState }) => readyState >= 1)
    `);
  await until('its pictures are there', there, { timeoutMs: 30_000 });
}

async function take(page: Page, name: StopName): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => true)');
  const path = join(PICTURES, `${name}.jpg`);
  await page.screenshot({ path, type: 'jpeg', quality: 80 });
  console.log(`${name.padEnd(16)} ${((await stat(path)).size / 1000).toFixed(0)} kB`);
}
