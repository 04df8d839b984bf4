import { canRun, onPath } from './on-path.ts';

/** CHROMIUM_PATH, else a Chromium or Chrome on PATH; null when there is none. */
export async function findChromium(): Promise<string | null> {
  const named = process.env.CHROMIUM_PATH;
  if (named) return (await canRun(named)) ? named : null;
  return onPath('chromium', 'chromium-browser', 'google-chrome');
}
