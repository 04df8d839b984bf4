import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type BrowserOptions, openBrowser } from './browser.ts';
import type { Card, CardOptions } from './card/serve-card.ts';
import { type Sent, watchSent } from './sent-frames.ts';
import { until } from './until.ts';

export interface ShareOptions {
  card?: CardOptions;
  browser?: Omit<BrowserOptions, 'captureTitle'>;
  /** A browser that can't capture sound, as Firefox and Safari. */
  noSound?: boolean;
  /** How large both tabs are, and so the shared picture; pixels. */
  viewport?: { width: number; height: number };
}

const VIEWPORT = { width: 1280, height: 720 };

/** Makes getDisplayMedia behave as where sound can't be captured. */
const WITHOUT_SOUND = `
  const capture = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getDisplayMedia = (options) => capture({ ...options, audio: false });
`;

/** A browser with two tabs: the test card, and the share page that captures it. */
export interface Sharing {
  browser: Browser;
  context: BrowserContext;
  /** The share page. */
  page: Page;
  cardPage: Page;
  /** What the share page has really sent until now. */
  sent: readonly Sent[];
  /** Presses "Share screen" and waits until the page says that it is recorded. */
  press(): Promise<void>;
  /** Presses "Stop sharing". */
  stop(): Promise<void>;
  /** As if the person's machine lost its power. */
  close(): Promise<void>;
}

/** Opens `link` (what /replay start gave) in a browser of its own and shares the card. */
export async function openShare(
  link: string,
  card: Card,
  { browser: options, noSound, viewport = VIEWPORT }: Omit<ShareOptions, 'card'> = {},
): Promise<Sharing> {
  const browser = await openBrowser({ ...options, captureTitle: card.title });
  try {
    const context = await browser.newContext({ viewport });
    const cardPage = await context.newPage();
    await cardPage.goto(card.url);
    const page = await context.newPage();
    if (noSound) await page.addInitScript(WITHOUT_SOUND);
    const sent = await watchSent(page, options?.clockOffsetMs);
    await page.goto(link);
    const press = async () => {
      await page.getByRole('button', { name: 'Share screen' }).click();
      const recorded = async () => (await page.title()).includes('● Recording');
      await until('the share page says "Recording"', recorded, { timeoutMs: 30_000 });
    };
    return {
      ...{ browser, context, page, cardPage, sent, press },
      stop: () => page.getByRole('button', { name: 'Stop sharing' }).click(),
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
