import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './find-chromium.ts';
import { findFaketime } from './find-faketime.ts';

export interface BrowserOptions {
  /** Title (or its beginning) of the tab that getDisplayMedia gets without asking. Absent: the page shares itself. */
  captureTitle?: string;
  flags?: string[];
  /** The browser's wall clock runs so far ahead (behind: negative). Needs libfaketime. */
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

/** @throws Error when there is no Chromium (or, for another clock, no libfaketime) */
export async function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('no Chromium: npm run setup -- --for test');
  return chromium.launch({
    executablePath,
    // Without its sound there is nothing to capture.
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      ...FLAGS,
      options.captureTitle
        ? `--auto-select-tab-capture-source-by-title=${options.captureTitle}`
        : '--auto-accept-this-tab-capture',
      ...(options.flags ?? []),
    ],
    ...(options.clockOffsetMs && { env: await shiftedClock(options.clockOffsetMs) }),
  });
}

async function shiftedClock(offsetMs: number): Promise<Record<string, string>> {
  const library = await findFaketime();
  if (!library) throw new Error('no libfaketime: apt install faketime');
  const inherited = Object.entries(process.env).filter((e): e is [string, string] => !!e[1]);
  return {
    ...Object.fromEntries(inherited),
    LD_PRELOAD: library,
    FAKETIME: `${offsetMs < 0 ? '' : '+'}${offsetMs / 1000}s`,
    // Timers and media run on the monotonic clock, which has to stay true.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_NO_CACHE: '1',
  };
}
