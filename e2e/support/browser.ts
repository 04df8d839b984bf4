import { type Browser, chromium } from 'playwright-core';
import { otherClock } from './other-clock/other-clock.ts';
import { needPart } from './parts.ts';

export interface BrowserOptions {
  /** Title (or its beginning) of the tab that getDisplayMedia gets without asking. Absent: the page shares itself. */
  captureTitle?: string;
  flags?: string[];
  /** The browser's wall clock runs so far ahead (behind: negative). Whole seconds. Needs a C compiler. */
  clockOffsetMs?: number;
}

/** Flags under which a real Chromium shares a tab with sound, alone on a machine without screen or sound card. */
const FLAGS = [
  '--no-sandbox',
  '--autoplay-policy=no-user-gesture-required',
  // Two browsers and a LiveKit server share two cores: no GPU process that renders in software with many threads.
  '--disable-gpu',
  '--disable-dev-shm-usage',
];

/** @throws Error when there is no Chromium (or, for another clock, no C compiler) */
export async function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: await needPart('chromium'),
    // Without its sound there is nothing to capture.
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      ...FLAGS,
      options.captureTitle
        ? `--auto-select-tab-capture-source-by-title=${options.captureTitle}`
        : '--auto-accept-this-tab-capture',
      ...(options.flags ?? []),
    ],
    ...(options.clockOffsetMs && {
      env: { ...process.env, ...(await otherClock(options.clockOffsetMs)) },
    }),
  });
}

/** The browser's processes, itself first: for tests that kill or freeze it. */
export async function processIds(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo
    .toSorted((a, b) => Number(b.type === 'browser') - Number(a.type === 'browser'))
    .map(({ id }) => id);
}
