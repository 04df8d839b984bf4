import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSeeker } from './seeker.ts';
import { createSettling, type Shown } from './settle.ts';

/** Goes where it is sent at once, unless a test says otherwise, and shows what is there. */
class Media extends EventTarget implements Shown {
  seeking = false;
  asked: number[] = [];
  loaded: [number, number][] = [[0, 100]];
  /** What it makes of a place. */
  land = (seconds: number) => seconds;
  show = (seconds: number) => Math.floor(seconds);
  #at = 0;
  #seen: VideoFrameRequestCallback | undefined;

  get buffered() {
    const ranges = this.loaded;
    return {
      length: ranges.length,
      start: (i: number) => ranges[i]![0],
      end: (i: number) => ranges[i]![1],
    };
  }
  get currentTime() {
    return this.#at;
  }
  set currentTime(seconds: number) {
    this.asked.push(seconds);
    this.#at = this.land(seconds);
    this.dispatchEvent(new Event('seeked'));
    this.#seen?.(0, { mediaTime: this.show(seconds) } as VideoFrameCallbackMetadata);
  }
  requestVideoFrameCallback(callback: VideoFrameRequestCallback) {
    this.#seen = callback;
    return 1;
  }
  cancelVideoFrameCallback() {
    this.#seen = undefined;
  }
}

let media: Media;
beforeEach(() => {
  vi.useFakeTimers();
  media = new Media();
});
afterEach(() => void vi.useRealTimers());

function seek(seconds: number) {
  const seeker = createSeeker(media);
  const settling = createSettling(
    media,
    seeker,
    (shown, wanted) => shown <= wanted && shown > wanted - 2,
  );
  seeker.seek(seconds);
  settling.want(seconds);
  return settling;
}

test('what is right at once is sought once', () => {
  seek(5.5);
  vi.advanceTimersByTime(10_000);
  expect(media.asked).toEqual([5.5]);
});

test('a picture of the next segment is not taken for it', () => {
  media.show = () => (media.asked.length < 3 ? 7 : 5);
  seek(5.5);
  vi.advanceTimersByTime(10_000);
  expect(media.asked).toEqual([5.5, 5.5, 5.5]);
});

test('where the player jumped over a hole, it is sent back until the hole is filled', () => {
  media.loaded = [[8, 20]];
  media.land = (seconds) => (media.loaded.length === 1 ? 8 : seconds);
  seek(5.5);
  vi.advanceTimersByTime(400);
  expect(media.currentTime).toBe(8);
  media.loaded = [
    [4, 8],
    [8, 20],
  ];
  vi.advanceTimersByTime(400);
  expect(media.currentTime).toBe(5.5);
  const sought = media.asked.length;
  vi.advanceTimersByTime(10_000);
  expect(media.asked.length).toBe(sought);
});

test('what is not loaded yet is waited for, and sought again when it shows something else then', () => {
  media.loaded = [];
  media.show = () => 9;
  seek(5.5);
  vi.advanceTimersByTime(30_000);
  expect(media.asked).toEqual([5.5]);
  media.loaded = [[0, 20]];
  media.show = () => 5;
  vi.advanceTimersByTime(400);
  expect(media.asked).toEqual([5.5, 5.5]);
});

test('a place that can’t be reached is given up; playing ends it, too', () => {
  media.show = () => 9;
  const settling = seek(5.5);
  vi.advanceTimersByTime(60_000);
  expect(media.asked).toHaveLength(21);
  settling.want(6.5);
  settling.release();
  vi.advanceTimersByTime(60_000);
  expect(media.asked).toHaveLength(21);
  settling.close();
});
