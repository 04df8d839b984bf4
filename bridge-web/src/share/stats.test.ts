import { expect, test } from 'vitest';
import { bitrate, Meter, type Sample, sampleOf, sendingBetween } from './stats.ts';

const report = (...stats: ({ id: string; type: string } & Record<string, unknown>)[]) =>
  new Map(stats.map((stat) => [stat.id, stat]));

const video = (more: object = {}) =>
  report(
    { id: 'C1', type: 'codec', mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1' },
    { id: 'S1', type: 'media-source', kind: 'video', framesPerSecond: 30 },
    {
      ...{ id: 'O1', type: 'outbound-rtp', kind: 'video', codecId: 'C1', bytesSent: 1_000_000 },
      ...{ framesSent: 90, frameWidth: 1280, frameHeight: 720, qualityLimitationReason: 'none' },
      ...more,
    },
  );
const audio = (sdpFmtpLine: string) =>
  report(
    { id: 'C2', type: 'codec', mimeType: 'audio/opus', channels: 2, sdpFmtpLine },
    { id: 'O2', type: 'outbound-rtp', kind: 'audio', codecId: 'C2', bytesSent: 40_000 },
  );

test('reads codec, size and counters of what goes out', () => {
  expect(sampleOf([video(), audio('minptime=10;stereo=1;useinbandfec=1')], 5_000)).toEqual({
    ...{ atMs: 5_000, videoBytes: 1_000_000, frames: 90, width: 1280, height: 720, codec: 'H264' },
    audio: { bytes: 40_000, channels: 2 },
  });
});

test('Opus without stereo=1 is mono, whatever its two channels say', () => {
  const channels = (line: string) => sampleOf([audio(line)], 0).audio?.channels;
  expect(channels('minptime=10;useinbandfec=1')).toBe(1);
  expect(channels('sprop-stereo=1;useinbandfec=1')).toBe(1);
  expect(channels('stereo=1')).toBe(2);
});

test('says what holds the quality back, and nothing when nothing does', () => {
  expect(sampleOf([video({ qualityLimitationReason: 'cpu' })], 0).limitedBy).toBe('cpu');
  expect(sampleOf([video()], 0).limitedBy).toBeUndefined();
});

test('no codec before the first packet', () => {
  expect(sampleOf([video({ codecId: undefined })], 0).codec).toBeUndefined();
});

const sample = (atMs: number, frames: number, videoBytes: number): Sample => ({
  ...{ atMs, frames, videoBytes, width: 1280, height: 720, codec: 'H264' },
});

test('rates are differences over time', () => {
  const before = { ...sample(1_000, 100, 0), audio: { bytes: 0, channels: 2 as const } };
  const after = { ...sample(3_000, 160, 625_000), audio: { bytes: 32_000, channels: 2 as const } };
  expect(sendingBetween(before, after)).toMatchObject({
    ...{ framesPerSecond: 30, videoBitrate: 2_500_000, sound: 'stereo', audioBitrate: 128_000 },
  });
  expect(sendingBetween(sample(0, 0, 0), sample(1_000, 1, 1))?.sound).toBe('none');
});

test('counters that fell belong to another connection', () => {
  expect(sendingBetween(sample(0, 50, 50), sample(1_000, 10, 90))).toBeUndefined();
  expect(sendingBetween(sample(0, 50, 50), sample(0, 50, 50))).toBeUndefined();
});

test('the meter smooths over its span and starts anew after a reconnect', () => {
  const meter = new Meter(2_000);
  expect(meter.add(sample(0, 0, 0))).toBeUndefined();
  expect(meter.add(sample(1_000, 20, 0))?.framesPerSecond).toBe(20);
  expect(meter.add(sample(2_000, 60, 0))?.framesPerSecond).toBe(30);
  expect(meter.add(sample(3_000, 90, 0))?.framesPerSecond).toBe(35);
  expect(meter.add(sample(4_000, 5, 0))).toBeUndefined();
  expect(meter.add(sample(5_000, 30, 0))?.framesPerSecond).toBe(25);
});

test.each([
  [143_300_000, '143 Mbit/s'],
  [2_512_000, '2.5 Mbit/s'],
  [999_400, '999 kbit/s'],
  [0, '0 kbit/s'],
])('%i bit/s', (bits, text) => expect(bitrate(bits)).toBe(text));
