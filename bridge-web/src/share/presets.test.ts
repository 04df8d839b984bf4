import { expect, test } from 'vitest';
import { lastPreset, presetsWithin, rememberPreset, sizeOf } from './presets.ts';

const stored = (value: string | null) => ({ getItem: () => value });
const WINDOW_MS = 20 * 60_000;

test('nothing longer than the buffer is offered', () => {
  expect(presetsWithin(WINDOW_MS)).toEqual([30_000, 60_000, 120_000, 300_000, 600_000]);
  expect(presetsWithin(60_000)).toEqual([30_000, 60_000]);
});

test('what was clipped last comes first again, if it is still offered', () => {
  expect(lastPreset(WINDOW_MS, stored(null))).toBe(120_000);
  expect(lastPreset(WINDOW_MS, stored('30000'))).toBe(30_000);
  expect(lastPreset(WINDOW_MS, stored('77'))).toBe(120_000);
  expect(lastPreset(60_000, stored('300000'))).toBe(60_000);
  expect(lastPreset(5_000, stored(null))).toBe(5_000);
  let kept = '';
  rememberPreset(300_000, { setItem: (_key, value) => void (kept = value) });
  expect(lastPreset(WINDOW_MS, stored(kept))).toBe(300_000);
});

test('a clip is as large as what was sent meanwhile, and no longer than what is there', () => {
  expect(sizeOf(120_000, 600_000, 2_000_000)).toBe(30_000_000);
  expect(sizeOf(120_000, 10_000, 2_000_000)).toBe(2_500_000);
  expect(sizeOf(120_000, 600_000, undefined)).toBeUndefined();
});
