/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../server/auth/identity.ts';
import { ADA, BO, linkIn, type Product, startProduct, type Who } from '../support/hindsight.ts';
import { makeClips } from '../support/made-clips.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';
import {
  openVisitor,
  seriousFindings,
  tooWide,
  type Visitor,
  type VisitorOptions,
} from '../support/visitor.ts';

const COOKIE = 'hindsight_session';
const TITLES: Record<string, string> = { ada: 'Ada’s ace', bo: 'Bo’s triple' };

const words = (page: Page) => page.getByRole('main');
const shows = (page: Page, text: string | RegExp) =>
  page.getByText(text, typeof text === 'string' ? { exact: true } : {}).waitFor();
const signInButton = (page: Page) => page.getByRole('link', { name: 'Sign in with Discord' });

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('signing in', () => {
  let product: Product;
  let adasClip: string;
  const open: Visitor[] = [];
  beforeAll(async () => {
    product = await startProduct();
    const people = await Promise.all([ADA, BO].map((who) => product.userId(who)));
    const titles = [TITLES.ada, TITLES.bo];
    const clips = await makeClips(
      product,
      people.map((ownerId, i) => ({ ownerId, title: titles[i] })),
    );
    adasClip = clips[0]?.id ?? '';
  });
  afterEach(async () => {
    for (const visitor of open.splice(0)) await visitor.close();
  });
  afterAll(() => product?.close());

  const newLink = async (who: Who, command = '/replay library') =>
    linkIn(await product.type(who, command));

  /** @param who signed in already */
  async function visit(who: Who | null, options?: VisitorOptions): Promise<Visitor> {
    const visitor = await openVisitor(product, who, options);
    open.push(visitor);
    return visitor;
  }

  /** The library of this person, and of nobody else. */
  async function isAt({ page }: Pick<Visitor, 'page'>, { as }: Who): Promise<void> {
    await page.getByRole('link', { name: TITLES[as] }).waitFor();
    const titles = await page.locator('article h2').allTextContents();
    expect(titles).toEqual([TITLES[as]]);
  }

  async function account(page: Page, name: string): Promise<void> {
    await page.locator('.account summary').click();
    await page.getByRole('button', { name, exact: true }).click();
  }

  test('a link works once: the same browser goes on with it, another one is told how to get one', async () => {
    const link = await newLink(ADA);
    const here = await visit(null);
    await here.page.goto(link);
    await isAt(here, ADA);
    expect(here.page.url()).toBe(`${product.hindsight.url}/library`);
    await here.page.goto('about:blank');
    await here.page.goto(link);
    await isAt(here, ADA);
    expect(here.page.url()).not.toContain('#');

    for (const language of ['en', 'de'] as const) {
      const there = await visit(null, { language, width: 360, height: 740, touch: true });
      await there.page.goto(link);
      const said = language === 'en' ? /used already.*library in Discord/ : /schon benutzt/;
      await shows(there.page, said);
      expect(await words(there.page).textContent()).not.toContain('/replay start');
      expect(await there.page.locator('article').count()).toBe(0);
      expect(await there.context.cookies()).toEqual([]);
      expect(await tooWide(there.page)).toBe(0);
      expect(await seriousFindings(there.page)).toEqual([]);
    }
  });

  test('a link that is too old opens nothing', async () => {
    const links = product.services.store.records<Identity>('links');
    const set = links.set.bind(links);
    const createLink = product.services.links.create;
    // As if its ten minutes had gone by.
    const identity = await identityOf(ADA);
    links.set = (key, value) => set(key, value, 1);
    const token = await createLink(identity).finally(() => {
      links.set = set;
    });
    const { page } = await visit(null);
    await page.goto(`${product.hindsight.url}/library#link=${token}`);
    await shows(page, /older than ten minutes/);
    // In the same tab, which loads nothing anew: a good one opens it.
    await page.goto(await newLink(ADA));
    await isAt({ page }, ADA);
  });

  async function identityOf(who: Who): Promise<Identity> {
    const user = { id: await product.userId(who), name: 'Ada', avatarUrl: null };
    return { user, guild: null, channel: null };
  }

  test.each([
    { command: '/replay library', path: '/library' },
    { command: '/replay start', path: '/share' },
  ])('a link of $command for somebody else asks who one wants to be', async (asked) => {
    const bo = await visit(BO);
    const link = await newLink(ADA, asked.command);
    const { page } = bo;
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByRole('heading', { name: 'This link is for Ada' }).waitFor();
    await shows(page, /signed in as Bo .*are Ada, too/);
    expect(await seriousFindings(page)).toEqual([]);
    // Staying leaves everything as it was: also the link.
    await page.getByRole('button', { name: 'Stay signed in as Bo' }).press('Enter');
    await page.getByText('Account of Bo').waitFor({ state: 'attached' });
    await until('the link is out of the address', () => !page.url().includes('#'));
    expect(new URL(page.url()).pathname).toBe(asked.path);

    await page.goto('about:blank');
    await page.goto(link);
    await page.getByRole('button', { name: 'Go on as Ada' }).click();
    await page.getByText('Account of Ada').waitFor({ state: 'attached' });
    await until('the link is out of the address', () => !page.url().includes('#'));
    await bo.open('/library');
    await isAt(bo, ADA);
  });

  test('in German and on a phone, too', async () => {
    const ada = await visit(ADA, { language: 'de', width: 360, height: 740, touch: true });
    await ada.page.goto('about:blank');
    await ada.page.goto(await newLink(BO));
    await ada.page.getByRole('heading', { name: 'Dieser Link ist für Bo' }).waitFor();
    expect(await tooWide(ada.page)).toBe(0);
    await ada.page.getByRole('button', { name: 'Als Bo weitermachen' }).tap();
    await isAt(ada, BO);
  });

  test('with Discord: who agrees comes back to where they were, signed in', async () => {
    const { page, context } = await visit(null);
    await page.goto(`${product.hindsight.url}/library?sort=title`);
    await signInButton(page).click();
    await page.getByRole('heading', { name: 'Hindsight wants to know who you are' }).waitFor();
    expect(await page.getByRole('listitem').count()).toBe(3);
    await page.getByLabel('Bo').check();
    await page.getByRole('button', { name: 'Authorize' }).click();
    await isAt({ page }, BO);
    expect(page.url()).toBe(`${product.hindsight.url}/library?sort=title`);
    const cookies = (await context.cookies()).filter(({ name }) => name === COOKIE);
    expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Lax', path: '/' }]);
    expect(await page.evaluate('document.cookie')).toBe('');
    // Signed in, but for no channel yet.
    await page.goto(`${product.hindsight.url}/share`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('combobox').selectOption({ label: '#general' });
    await page.getByRole('main').getByRole('button').click();
    await page.getByRole('button', { name: 'Share screen' }).waitFor();
  });

  test('who says no at Discord is told so, once, and can try again', async () => {
    const { page, open: go } = await visit(null);
    await go('/library');
    await signInButton(page).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alert').getByText('You said no at Discord').waitFor();
    expect(page.url()).toBe(`${product.hindsight.url}/library`);
    await page.reload();
    await signInButton(page).waitFor();
    expect(await page.getByText('You said no at Discord').count()).toBe(0);
    // An answer that was meant for another browser.
    await go('/api/auth/discord/callback?state=made-up&code=made-up');
    await page.getByRole('alert').waitFor();
    expect(await words(page).textContent()).toMatch(/not signed in|took too long/);
  });

  test('signing out here leaves other browsers signed in, everywhere ends them at once', async () => {
    const [here, there, bo] = [await visit(ADA), await visit(ADA), await visit(BO)];
    for (const { open: go } of [here, there, bo]) await go('/library');
    const second = await here.newTab();
    await second.goto(`${product.hindsight.url}/library`);
    await isAt({ page: second }, ADA);
    await account(here.page, 'Sign out');
    await signInButton(here.page).waitFor();
    // The other tab of this browser hears of it, and no other browser does.
    await second.getByRole('alert').getByText('You were signed out.').waitFor();
    await isAt(there, ADA);
    expect((await here.context.cookies()).filter(({ name }) => name === COOKIE)).toEqual([]);

    await here.page.goto(await newLink(ADA));
    await isAt(here, ADA);
    // So that only what is told on the open connection can reach that page.
    await there.page.route('**/api/events', () => undefined);
    await account(here.page, 'Sign out everywhere');
    await there.page.getByRole('alert').getByText('You were signed out.').waitFor();
    await signInButton(there.page).waitFor();
    expect(await there.page.locator('article').count()).toBe(0);
    await isAt(bo, BO);
  });

  test('a forged session is none, nor is one whose end was written into it', async () => {
    const { page, context, open: go } = await visit(ADA);
    const [cookie] = (await context.cookies()).filter(({ name }) => name === COOKIE);
    if (!cookie) throw new Error('there is no session');
    const [head = '', body = '', signature = ''] = cookie.value.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const pack = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');
    const forged = [
      `${head}.${pack({ ...claims, exp: claims.exp + 3600 })}.${signature}`,
      `${pack({ alg: 'none' })}.${body}.`,
      'nonsense',
    ];
    for (const value of forged) {
      await context.addCookies([{ ...cookie, value }]);
      await go('/library');
      await signInButton(page).waitFor();
    }
    await context.addCookies([cookie]);
    await go('/library');
    await isAt({ page }, ADA);
  });

  test('what is being typed when a session ends is there after signing in again', async () => {
    const { page } = await visit(ADA);
    await page.getByRole('link', { name: TITLES.ada }).press('Enter');
    const title = page.getByRole('textbox', { name: 'Title' });
    await title.fill('Ada’s ace on the bridge');
    await product.services.sessions.endAll(await product.userId(ADA));
    await page.getByRole('alert').getByText('go on where you were').waitFor();
    await signInButton(page).press('Enter');
    await page.getByLabel('Ada').check();
    await page.getByRole('button', { name: 'Authorize' }).click();
    await title.waitFor();
    expect(await title.inputValue()).toBe('Ada’s ace on the bridge');
    await title.press('Enter');
    await shows(page, 'Saved.');
    const saved = await product.services.clips.get(adasClip);
    expect(saved?.title).toBe('Ada’s ace on the bridge');
  });
});
