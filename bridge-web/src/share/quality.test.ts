import { expect, test } from 'vitest';
import {
  type Choice,
  captureOptions,
  encodingOf,
  QUALITIES,
  readChoice,
  rememberChoice,
} from './quality.ts';

/** A browser's storage. */
function storage(stored: Record<string, string> = {}) {
  return {
    getItem: (key: string) => stored[key] ?? null,
    setItem: (key: string, value: string) => void (stored[key] = value),
  };
}
const choice = (change: Partial<Choice> = {}): Choice => ({ ...readChoice(storage()), ...change });

test('720p30 of something that moves unless something else was chosen', () => {
  expect(QUALITIES.map(({ id }) => id)).toEqual(['720p30', '1080p30', '1080p60']);
  for (const old of ['', '4k', '720p60']) {
    const odd = { 'hindsight.quality': old, 'hindsight.content': old, 'hindsight.source': old };
    expect(readChoice(storage(odd))).toMatchObject({
      quality: { id: '720p30' },
      content: 'motion',
      source: 'any',
    });
  }
});

test('what was chosen is found again', () => {
  const kept = storage();
  const chosen = choice({ quality: QUALITIES[2], content: 'text', source: 'window' });
  rememberChoice(kept, chosen);
  expect(readChoice(kept)).toEqual(chosen);
});

test.each(QUALITIES)('$id asks for that size and rate, and for sound as it is', (quality) => {
  const { video, audio } = captureOptions(choice({ quality }));
  expect(video).toMatchObject({
    width: { max: quality.width },
    height: { max: quality.height },
    frameRate: { ideal: quality.frameRate },
  });
  expect(audio).toEqual({
    channelCount: 2,
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  });
});

test('the picker is given a hint only when one was chosen', () => {
  expect(captureOptions(choice()).video).not.toHaveProperty('displaySurface');
  const { video } = captureOptions(choice({ source: 'window' }));
  expect(video).toMatchObject({ displaySurface: 'window' });
});

test('text is kept sharp with fewer bits, motion smooth; the size never changes', () => {
  const [motion, text] = [encodingOf(choice()), encodingOf(choice({ content: 'text' }))];
  expect(motion).toMatchObject({ contentHint: 'motion', maxBitrate: 2_500_000, maxFramerate: 30 });
  expect(text.contentHint).toBe('detail');
  expect(text.maxBitrate).toBeLessThan(motion.maxBitrate);
  for (const { degradationPreference } of [motion, text]) {
    expect(degradationPreference).toBe('maintain-resolution');
  }
});

test('more picture gets more bits', () => {
  for (const q of QUALITIES) {
    const bitsPerPixel = q.maxBitrate / (q.width * q.height * q.frameRate);
    expect(bitsPerPixel).toBeGreaterThan(0.06);
    expect(bitsPerPixel).toBeLessThan(0.1);
  }
});
