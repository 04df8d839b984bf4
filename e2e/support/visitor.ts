import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';
import { type BrowserOptions, openBrowser } from './browser.ts';
import { linkIn, type Product, type Who } from './hindsight.ts';

export interface VisitorOptions {
  /** Of the window, pixels. */
  width?: number;
  height?: number;
  language?: 'en' | 'de';
  scheme?: 'light' | 'dark';
  /** A finger instead of a mouse. */
  touch?: boolean;
  browser?: BrowserOptions;
}

/** Somebody at Hindsight's pages, whose browser notes everything that goes wrong there. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Errors of the console, requests that failed or went to a third party, answers from 400 on: one sentence each. */
  faults: string[];
  /** Opens `/library` and so on. */
  open(path: string): Promise<void>;
  /** Another tab of the same browser, watched likewise. */
  newTab(): Promise<Page>;
  close(): Promise<void>;
}

/** What a visitor needs of the product, which may run in a process of its own. */
export interface Visited extends Pick<Product, 'type'> {
  hindsight: Pick<Product['hindsight'], 'url'>;
}

/** @param who signs in by the link of /replay library; nobody when left out */
export async function openVisitor(
  product: Visited,
  who: Who | null,
  options: VisitorOptions = {},
): Promise<Visitor> {
  const { width = 1280, height = 800, language = 'en', scheme = 'dark', touch = false } = options;
  const browser = await openBrowser(options.browser);
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    colorScheme: scheme,
    hasTouch: touch,
  });
  const faults: string[] = [];
  const origin = product.hindsight.url;
  context.on('page', (page) => watch(page, origin, faults));
  const page = await context.newPage();
  const open = async (path: string) => void (await page.goto(`${origin}${path}`));
  if (who) {
    await page.goto(linkIn(await product.type(who, '/replay library')));
    await page.getByRole('main').waitFor();
    await signedIn(page);
  }
  return {
    ...{ page, context, faults, open },
    newTab: () => context.newPage(),
    close: () => browser.close(),
  };
}

/** The link is spent, which the address shows. The page's policy lets nobody poll inside of it. */
function signedIn(page: Page): Promise<void> {
  return page.waitForURL((url) => !url.hash.includes('link='));
}

function watch(page: Page, origin: string, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    const own = url.startsWith(origin) || url.startsWith(origin.replace('http', 'ws'));
    if (!own && !/^(blob|data):/.test(url)) faults.push(`third party: ${url}`);
  });
  page.on('requestfailed', (request) => {
    const { errorText = '' } = request.failure() ?? {};
    // A page that goes away, or a player that has enough, ends what it asked for.
    if (errorText !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()} ${errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
}

/** What axe-core finds serious or critical on the page as it is: `rule: where`. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  return page.evaluate<string[]>(`
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ': ' + target.join(' '))))
  `);
}

/** By how many pixels the page is wider than its window. */
export function tooWide(page: Page): Promise<number> {
  return page.evaluate<number>(
    // Where room is kept for a scrollbar that isn't needed, it is narrower.
    'Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)',
  );
}
