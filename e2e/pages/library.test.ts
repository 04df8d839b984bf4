/// <reference lib="dom" />
import { link, readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Clip } from '../../server/clips/library.ts';
import { ADA, BO, type Product, startProduct } from '../support/hindsight.ts';
import { makeClips } from '../support/made-clips.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';
import { openVisitor, tooWide, type Visitor } from '../support/visitor.ts';

const ROUNDS = 130;
const NO_CLIP = 'There is no such clip, or it is not yours.';
const DAY_MS = 24 * 3600_000;

const card = (page: Page, title: string) =>
  page.getByRole('article').filter({ has: page.getByRole('link', { name: title, exact: true }) });
const titleLink = (page: Page, title: string) =>
  page.getByRole('link', { name: title, exact: true });
const toast = (page: Page, text: string | RegExp) =>
  page.locator('.toast').filter({ hasText: text });
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search' });
const choice = (page: Page, name: string) => page.getByRole('combobox', { name });
const video = (page: Page) => page.locator('media-controller video');
const currentTime = (page: Page) =>
  video(page).evaluate((element) => (element as HTMLVideoElement).currentTime);
const isPaused = (page: Page) =>
  video(page).evaluate((element) => (element as HTMLVideoElement).paused);

async function plays(page: Page): Promise<void> {
  await video(page).waitFor();
  const atS = await currentTime(page);
  await until('the picture moves on', async () => (await currentTime(page)) !== atS);
}

async function firstTitle(page: Page, title: string): Promise<void> {
  const first = page.getByRole('article').first().getByRole('heading');
  const isFirst = async () => (await first.textContent().catch(() => '')) === title;
  await until(`${title} comes first`, isFirst);
}

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('the library', () => {
  let product: Product;
  let ada: Visitor;
  let page: Page;
  let ace: Clip;
  let secret: Clip;
  let general: { guildId: string; channelId: string };

  beforeAll(async () => {
    product = await startProduct();
    const { services } = product;
    const [adaId, boId] = await Promise.all([product.userId(ADA), product.userId(BO)]);
    const [guild] = (await product.sandbox.world('ada')).guilds;
    const placeOf = (channel: string) => ({
      guildId: guild?.id ?? '',
      channelId: guild?.channels.find(({ name }) => name === channel)?.id ?? '',
    });
    const place = placeOf('clips');
    general = placeOf('general');
    const nowMs = Date.now();
    const post = { to: 'channel', messageId: '1', as: 'file', atMs: nowMs, ...place } as const;
    const made = await makeClips(product, [
      { ...place, ownerId: boId, title: 'Bo’s secret' },
      { ...place, ownerId: boId, title: 'Bo’s triple', visibility: 'public' },
      { ...place, ownerId: adaId, title: 'Large', bytes: 9 << 20, createdAtMs: nowMs - DAY_MS },
      {
        ...{ ...place, ownerId: adaId, title: 'Ace on the bridge', posted: [post] },
        ...{ createdAtMs: nowMs, expiresAtMs: nowMs + 6.5 * DAY_MS },
        marks: [{ atMs: nowMs - 3000, label: 'headshot' }],
      },
    ]);
    [secret, , , ace] = made as [Clip, Clip, Clip, Clip];
    if (!(await services.posters.of(ace.id))) throw new Error('there is no poster');
    const poster = services.clips.posterFile(ace.id);
    const rounds = Array.from({ length: ROUNDS }, (_, i) => ({
      ...{ ...general, ownerId: adaId, title: `Round ${i + 1}`, poster: true as const },
      createdAtMs: nowMs - 3 * DAY_MS - i * 60_000,
    }));
    for (const { id } of await makeClips(product, rounds)) {
      await link(poster, services.clips.posterFile(id));
    }
    ada = await openVisitor(product, ADA);
    page = ada.page;
  });
  beforeEach(async () => {
    await ada.open('/library');
    await titleLink(page, 'Ace on the bridge').waitFor();
  });
  afterAll(async () => {
    await ada?.close();
    await product?.close();
  });

  /** Bo, only for as long as he is needed. */
  async function asBo<T>(act: (bo: Visitor) => Promise<T>): Promise<T> {
    const bo = await openVisitor(product, BO);
    try {
      return await act(bo);
    } finally {
      await bo.close();
    }
  }

  const open = async (title: string) => {
    await titleLink(page, title).click();
    await page.getByRole('dialog').waitFor();
  };

  test('a card shows its picture, length, size, date, where it was posted and when it goes', async () => {
    const shown = card(page, 'Ace on the bridge');
    const poster = shown.locator('img');
    const isLoaded = () => poster.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0);
    await until('its poster is there', isLoaded);
    const text = (await shown.textContent()) ?? '';
    expect(text).toMatch(/Length 0:04.*196 kB.*Posted in #clips · goes in 6 days/s);
    const { width, left } = await poster.evaluate((image) => image.getBoundingClientRect());
    expect(width).toBeGreaterThan(200);
    expect(left).toBeGreaterThanOrEqual(0);
    const when = await shown.locator('time').getAttribute('datetime');
    expect(when).toBe(new Date(ace.createdAtMs).toISOString());
    // Nothing of anybody else's, public or not.
    expect(await page.getByText('Bo’s').count()).toBe(0);
  });

  test('it plays under the mouse and under the focus, silently, and stops behind them', async () => {
    const peek = card(page, 'Ace on the bridge').locator('video');
    const runs = () =>
      peek.evaluate((element) => {
        const { currentTime: atS, muted, paused } = element as HTMLVideoElement;
        return atS > 0.2 && muted && !paused;
      });
    await card(page, 'Ace on the bridge').hover();
    await until('it plays under the mouse', runs);
    await page.mouse.move(1, 1);
    await peek.waitFor({ state: 'detached' });
    await search(page).focus();
    const isFocused = () =>
      page.evaluate(() => document.activeElement?.textContent === 'Ace on the bridge');
    await until('Tab gets to the first clip', async () => {
      await page.keyboard.press('Tab');
      return isFocused();
    });
    await until('it plays under the focus', runs);
    await page.keyboard.press('ArrowRight');
    await peek.waitFor({ state: 'detached' });
    expect(await isFocused()).toBe(false);
  });

  test('search, order and filters find clips, stand in the address and can be taken back', async () => {
    const status = page.getByRole('status').filter({ hasText: /clip/ }).first();
    const says = (text: string) =>
      until(`it says ${text}`, async () => (await status.textContent()) === text);
    await search(page).fill('BRIDGE');
    await says('1 clip');
    expect(new URL(page.url()).search).toBe('?q=BRIDGE');
    await search(page).fill('no such clip');
    await page.getByRole('heading', { name: 'No clip fits' }).waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await titleLink(page, 'Ace on the bridge').waitFor();
    expect(await search(page).inputValue()).toBe('');

    await choice(page, 'Order').selectOption('Largest first');
    await firstTitle(page, 'Large');
    await choice(page, 'Order').selectOption('Oldest first');
    await firstTitle(page, `Round ${ROUNDS}`);
    await choice(page, 'Channel').selectOption('#clips · Hindsight Test Server');
    await says('2 clips');
    await choice(page, 'Marker').selectOption('headshot');
    await says('1 clip');
    await page.reload();
    await says('1 clip');
    expect(await choice(page, 'Marker').inputValue()).toBe('headshot');
    await page.goBack();
    await says('2 clips');
  });

  test('more come as one scrolls, and only those near the screen are in the page', async () => {
    let most = 0;
    const last = titleLink(page, `Round ${ROUNDS}`);
    await until('the last one is there', async () => {
      most = Math.max(most, await page.getByRole('article').count());
      await page.mouse.wheel(0, 3000);
      return last.isVisible();
    });
    expect(most).toBeGreaterThan(8);
    expect(most).toBeLessThan(60);
    await page
      .getByText(`${ROUNDS + 2} clips`, { exact: true })
      .first()
      .waitFor();
    // By the keyboard from one end to the other, and what has the focus can be seen.
    await last.focus();
    await page.keyboard.press('Home');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await until('the first has the focus', async () => (await focused()) === 'Ace on the bridge');
    await page.keyboard.press('End');
    await until('the last has it', async () => (await focused()) === `Round ${ROUNDS}`);
    const box = await last.boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect(box?.y).toBeLessThan(800);
  });

  test('a clip is opened, played and renamed by the keyboard alone', async () => {
    await titleLink(page, 'Large').press('Enter');
    await plays(page);
    await until('the player has the focus', () =>
      page.evaluate(() => document.activeElement?.localName === 'media-controller'),
    );
    const before = await isPaused(page);
    await page.keyboard.press('Space');
    await until('Space is play and pause', async () => (await isPaused(page)) !== before);
    const title = page.getByRole('textbox', { name: 'Title' });
    await title.fill('Larger');
    await title.press('Enter');
    await page.getByText('Saved.').waitFor();
    await title.fill('Given up');
    await title.press('Escape');
    expect(await title.inputValue()).toBe('Larger');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until('the focus is where one goes on', () =>
      page.evaluate(() => document.activeElement?.textContent === 'Larger'),
    );
    expect(new URL(page.url()).search).toBe('');
  });

  test('public: members see it among the shared ones and by its address; private again: nobody does', async () => {
    await open('Ace on the bridge');
    await page.getByLabel('Members of Hindsight Test Server').check();
    const visibility = async () => (await product.services.clips.get(ace.id))?.visibility;
    await until('it is public', async () => (await visibility()) === 'public');
    await asBo(async (bo) => {
      await bo.open('/library');
      await bo.page.getByRole('button', { name: 'Shared with my servers' }).click();
      await titleLink(bo.page, 'Ace on the bridge').click();
      await plays(bo.page);
      // It is not his to change.
      for (const name of ['Delete', 'Post again', 'Copy link']) {
        expect(await bo.page.getByRole('button', { name }).count()).toBe(0);
      }
      await bo.open(`/library?clip=${ace.id}`);
      await bo.page.getByRole('dialog', { name: 'Ace on the bridge' }).waitFor();

      await page.getByLabel('Only me').check();
      await until('it is private', async () => (await visibility()) === 'private');
      await bo.open(`/library?clip=${ace.id}`);
      await toast(bo.page, NO_CLIP).waitFor();
      expect(await bo.page.getByRole('dialog').count()).toBe(0);
      const api = `${product.hindsight.url}/api/clips/${ace.id}`;
      for (const url of [api, `${api}/file`, `${api}/poster`]) {
        expect((await bo.page.request.get(url)).status()).toBe(404);
      }
    });
  });

  test('who has a role for it deletes somebody else’s clip for everybody, asked once more', async () => {
    const { clips, servers } = product.services;
    const unfair = { ...general, ownerId: await product.userId(ADA), title: 'Unfair' };
    const [made] = await makeClips(product, [{ ...unfair, visibility: 'public' }]);
    const id = made?.id ?? '';
    // Every member's role goes by the server's id.
    await servers.change(general.guildId, { deleteRoles: [general.guildId] });
    await asBo(async (bo) => {
      await bo.open(`/library?clip=${id}`);
      const dialog = bo.page.getByRole('dialog');
      const press = (name: string) => dialog.getByRole('button', { name, exact: true }).click();
      await press('Delete for everybody');
      await dialog.getByText('This can not be undone here.').waitFor();
      await press('No');
      expect(await clips.get(id)).toBeDefined();
      await press('Delete for everybody');
      await press('Yes, delete it');
      await toast(bo.page, 'The clip is deleted, and so is its message.').waitFor();
      expect(await dialog.count()).toBe(0);
      expect(await clips.get(id)).toBeUndefined();
    });
    await servers.change(general.guildId, { deleteRoles: [] });
  });

  test('somebody else’s private clip by a guessed address is as if it were not there', async () => {
    const api = `${product.hindsight.url}/api/clips`;
    for (const id of [secret.id, '123']) {
      await ada.open(`/library?clip=${id}`);
      await toast(page, NO_CLIP).waitFor();
      const answer = await page.request.get(`${api}/${id}`);
      expect([answer.status(), await answer.json()]).toEqual([404, { error: NO_CLIP }]);
      const post = await page.request.post(`${api}/${id}/post`, { data: { to: 'dm' } });
      expect(post.status()).toBe(404);
    }
  });

  test('a download is the file itself, under its title', async () => {
    await open('Ace on the bridge');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('dialog').getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Ace on the bridge.mp4');
    const file = product.services.clips.file(ace.id);
    expect((await readFile(await download.path())).equals(await readFile(file))).toBe(true);
  });

  test('deleted is gone at once, back by Undo, and gone for good after a minute', async () => {
    const { clips, store } = product.services;
    await open('Round 1');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await toast(page, 'Clip deleted.').waitFor();
    await card(page, 'Round 1').waitFor({ state: 'detached' });
    await toast(page, 'Clip deleted.').getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'The clip is back.').waitFor();
    await titleLink(page, 'Round 1').waitFor();

    await open('Round 2');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await card(page, 'Round 2').waitFor({ state: 'detached' });
    // As if the minute were over.
    const records = store.records<Clip & { deletedAtMs?: number }>('clips');
    const hidden = await until('it is hidden', async () => {
      const { members } = await store.index.page('clips:deleted', { limit: 1, newestFirst: true });
      return members[0] && records.get(members[0].member);
    });
    await records.set(hidden.id, { ...hidden, deletedAtMs: Date.now() - 61_000 });
    await toast(page, 'Clip deleted.').getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'Too late to undo.').waitFor();
    expect(await clips.removeIfDue(hidden.id)).toBe(true);
    await expect(readFile(clips.file(hidden.id))).rejects.toThrow('ENOENT');
  });

  test('several at once: chosen with shift, made public, deleted and restored together', async () => {
    await page.getByRole('checkbox', { name: 'Select Round 3', exact: true }).click();
    const upTo = page.getByRole('checkbox', { name: 'Select Round 5', exact: true });
    await upTo.click({ modifiers: ['Shift'] });
    const bar = page.getByRole('region', { name: 'Selected clips' });
    await bar.getByText('3 selected').waitFor();
    await bar.getByRole('button', { name: 'Make public' }).click();
    await toast(page, '3 clips changed.').waitFor();
    for (const title of ['Round 3', 'Round 4', 'Round 5']) {
      await card(page, title).getByText('Public').waitFor();
    }
    await bar.getByRole('button', { name: 'Delete' }).click();
    await toast(page, '3 clips deleted.').waitFor();
    await card(page, 'Round 4').waitFor({ state: 'detached' });
    await bar.waitFor({ state: 'detached' });
    await toast(page, '3 clips deleted.').getByRole('button', { name: 'Undo' }).press('Enter');
    await toast(page, '3 clips are back.').waitFor();
    await card(page, 'Round 4').waitFor();
  });

  test.each([
    { where: '#general', channel: '#general', words: 'It is posted.' },
    {
      ...{ where: 'To me as a direct message', channel: 'dm' },
      words: 'It is in your direct messages.',
    },
  ])('posted again: $where', async ({ where, channel, words }) => {
    await open('Ace on the bridge');
    await page.getByRole('button', { name: 'Post again' }).click();
    const place = page.getByLabel('Where it goes');
    const option = place.locator('option', { hasText: where }).first();
    await place.selectOption((await option.getAttribute('value')) ?? '');
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByRole('dialog').getByText(words, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Open the message' }).waitFor();
    const { attachments } = await product.sandbox.waitForMessage(
      { as: 'ada', channel },
      (message) => Boolean(message.attachments[0]?.filename.endsWith('.mp4')),
    );
    const posted = await product.sandbox.download(attachments[0]?.url ?? '');
    expect(posted.equals(await readFile(product.services.clips.file(ace.id)))).toBe(true);
  });

  test('its own page plays for whoever has the link, with and without script, until that is revoked', async () => {
    await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open('Ace on the bridge');
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Copied.').waitFor();
    const address = await page.evaluate(() => navigator.clipboard.readText());
    const browser = ada.context.browser();
    if (!browser) throw new Error('the browser is gone');
    for (const javaScriptEnabled of [true, false]) {
      const context = await browser.newContext({ javaScriptEnabled });
      const stranger = await context.newPage();
      await stranger.goto(address);
      await stranger.getByRole('heading', { name: 'Ace on the bridge' }).waitFor();
      const player = stranger.locator('video');
      const looks = () => player.evaluate((element) => (element as HTMLVideoElement).controls);
      // Ours by script, else the browser's.
      await until('it has controls', async () => (await looks()) === !javaScriptEnabled);
      await player.evaluate((element) => void (element as HTMLVideoElement).play());
      const timeOf = () => player.evaluate((element) => (element as HTMLVideoElement).currentTime);
      await until('it plays', async () => (await timeOf()) > 0.2);
      const content = (name: string) =>
        stranger.locator(`meta[property="${name}"]`).getAttribute('content');
      expect(await content('og:title')).toBe('Ace on the bridge');
      expect(await content('og:video:width')).toBe('640');
      const file = await context.request.get((await content('og:video')) ?? '');
      expect(file.headers()['content-type']).toBe('video/mp4');
      const still = await context.request.get((await content('og:image')) ?? '');
      expect(still.headers()['content-type']).toBe('image/jpeg');
      await context.close();
    }

    await page.getByRole('button', { name: 'Revoke link' }).click();
    await page.getByText('leads nowhere now').waitFor();
    const told = async (url: string) => {
      const answer = await page.request.get(url);
      return [answer.status(), await answer.text()] as const;
    };
    const revoked = await told(address);
    expect(revoked[0]).toBe(404);
    expect(revoked[1]).toContain('There is no clip here');
    expect(await told(address.replace(ace.id, '123'))).toEqual(revoked);
    await page.getByRole('button', { name: 'Make a new link' }).click();
    await page.getByRole('button', { name: 'Copy link' }).waitFor();
    const renewed = await page.evaluate(() => navigator.clipboard.readText());
    expect((await told(renewed))[0]).toBe(200);
    expect((await told(address))[0]).toBe(404);
  });

  test('never two sounds at once: what begins to play pauses what plays in another tab', async () => {
    await open('Ace on the bridge');
    const loop = (tab: Page) =>
      video(tab).evaluate((element) => {
        const player = element as HTMLVideoElement;
        player.loop = true;
        return player.play();
      });
    await video(page).waitFor();
    await loop(page);
    expect(await isPaused(page)).toBe(false);
    const second = await ada.newTab();
    await second.goto(`${product.hindsight.url}/library?clip=${ace.id}`);
    await video(second).waitFor();
    await loop(second);
    await until('the first is paused', () => isPaused(page));
    expect(await isPaused(second)).toBe(false);
    await loop(page);
    await until('the second is paused', () => isPaused(second));
    await second.close();
  });

  test('a clip that is deleted while it is watched says so and closes', async () => {
    await open('Round 6');
    await video(page).waitFor();
    const id = new URL(page.url()).searchParams.get('clip') ?? '';
    await product.services.clips.hide(id);
    await toast(page, 'This clip was deleted').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await card(page, 'Round 6').count()).toBe(0);
  });

  test('the space used and what goes next are told, and what is kept stays', async () => {
    const space = page.getByRole('region', { name: 'Space used' });
    const { clips } = await product.services.clips.usage(ace.ownerId);
    await space.getByText(`${clips} clips, `).waitFor();
    await space.getByText('1 clip goes soon').click();
    await space.getByRole('button', { name: 'Keep Ace on the bridge' }).click();
    await space.getByText('1 clip goes soon').waitFor({ state: 'detached' });
    expect(await card(page, 'Ace on the bridge').getByText('goes in').count()).toBe(0);
    expect((await product.services.clips.get(ace.id))?.expiresAtMs).toBeUndefined();
  });

  test('with a finger on a phone: filters, choosing, a clip and its deletion', async () => {
    const phone = await openVisitor(product, ADA, { width: 360, height: 740, touch: true });
    try {
      const { page: small } = phone;
      await phone.open('/library');
      await small.getByRole('button', { name: 'Order and filters' }).tap();
      await choice(small, 'Channel').selectOption('#general · Hindsight Test Server');
      await titleLink(small, 'Round 1').waitFor();
      await small.getByRole('checkbox', { name: 'Select Round 1', exact: true }).tap();
      const bar = small.getByRole('region', { name: 'Selected clips' });
      await bar.getByText('1 selected').waitFor();
      await bar.getByRole('button', { name: 'Clear selection' }).tap();
      await titleLink(small, 'Round 1').tap();
      await plays(small);
      expect(await tooWide(small)).toBe(0);
      const remove = small.getByRole('button', { name: 'Delete', exact: true });
      await remove.tap();
      await toast(small, 'Clip deleted.').getByRole('button', { name: 'Undo' }).tap();
      await toast(small, 'The clip is back.').waitFor();
      await titleLink(small, 'Round 1').waitFor();
      expect(phone.faults).toEqual([]);
    } finally {
      await phone.close();
    }
  });

  test('nothing went wrong but what had to', () => {
    const expected = /^(404: .*\/api\/clips\/\d+|console: .* 404 )/;
    expect(ada.faults.filter((fault) => !expected.test(fault))).toEqual([]);
  });
});
