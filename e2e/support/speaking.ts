import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { Sharing } from './share.ts';

/** What the fake microphone hums, Hz: none of the card's beeps is near. */
export const HUM = 5000;
const RATE = 48_000;
const SECONDS = 10;
const LOUD = 0.25;

/** Flags for a Chromium whose microphone hums without end. @param file where its sound is written */
export async function hummingFlags(file: string): Promise<string[]> {
  const data = Buffer.alloc(44 + RATE * SECONDS * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(data.length - 8, 4);
  data.write('WAVEfmt ', 8);
  // 16 bytes: PCM, one channel, rate, bytes a second, bytes a sample, bits.
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(RATE, 24);
  data.writeUInt32LE(RATE * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(data.length - 44, 40);
  for (let i = 0; i < RATE * SECONDS; i++) {
    data.writeInt16LE(
      Math.round(LOUD * 32_767 * Math.sin((2 * Math.PI * HUM * i) / RATE)),
      44 + i * 2,
    );
  }
  await writeFile(file, data);
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${file}`];
}

/** A hum without end is just what the browser takes out of a voice. */
const AS_IT_IS = () => {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (asked) => {
    const off = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    return open({ audio: { ...Object(asked?.audio), ...off } });
  };
};

/** Switches the microphone on and waits until the page says that it is recorded. */
export async function speak({ context, page }: Sharing): Promise<void> {
  await context.grantPermissions(['microphone']);
  await page.evaluate(AS_IT_IS);
  await page.getByRole('switch', { name: 'Add my microphone' }).click();
  await page.getByText('What you say is recorded.').waitFor({ timeout: 30_000 });
}

/** Presses a button. @returns when its page knew of it, ms since the epoch */
export async function pressAt(page: Page, name: string): Promise<number> {
  const button = page.getByRole('button', { name, exact: true });
  await button.evaluate((element) => {
    element.addEventListener('click', () => Object.assign(window, { pressedMs: Date.now() }), {
      ...{ capture: true, once: true },
    });
  });
  await button.click();
  return page.evaluate(() => (window as unknown as { pressedMs: number }).pressedMs);
}
