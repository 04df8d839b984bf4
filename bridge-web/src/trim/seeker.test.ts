import { expect, test } from 'vitest';
import { createSeeker, type Seekable } from './seeker.ts';

/** Seeks until it is told that it has got there. */
class SlowMedia extends EventTarget implements Seekable {
  seeking = false;
  asked: number[] = [];
  #at = 0;

  get currentTime() {
    return this.#at;
  }
  set currentTime(seconds: number) {
    this.#at = seconds;
    this.asked.push(seconds);
    this.seeking = true;
  }
  arrive() {
    this.seeking = false;
    this.dispatchEvent(new Event('seeked'));
  }
}

test('of many seeks only the first and the newest are made, one after the other', () => {
  const media = new SlowMedia();
  const seeker = createSeeker(media);
  for (const seconds of [1, 2, 3, 4]) seeker.seek(seconds);
  expect(media.asked).toEqual([1]);
  expect(seeker.busy()).toBe(true);
  media.arrive();
  expect(media.asked).toEqual([1, 4]);
  media.arrive();
  expect(media.asked).toEqual([1, 4]);
  expect(seeker.busy()).toBe(false);
});

test('where it stands already nothing is sought, and the next seek still is', () => {
  const media = new SlowMedia();
  const seeker = createSeeker(media);
  seeker.seek(0);
  expect(media.asked).toEqual([]);
  seeker.seek(5);
  expect(media.asked).toEqual([5]);
});

test('it seeks to where it stands when that is wanted, once', () => {
  const media = new SlowMedia();
  const seeker = createSeeker(media);
  seeker.seek(1);
  seeker.seek(1, { again: true });
  media.arrive();
  expect(media.asked).toEqual([1, 1]);
  media.arrive();
  seeker.seek(1);
  expect(media.asked).toEqual([1, 1]);
});

test('closed, it seeks no more', () => {
  const media = new SlowMedia();
  const seeker = createSeeker(media);
  seeker.seek(1);
  seeker.seek(2);
  seeker.close();
  media.arrive();
  expect(media.asked).toEqual([1]);
});
