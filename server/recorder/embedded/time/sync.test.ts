import { expect, test } from 'vitest';
import { Sync } from './sync.ts';
import { Timeline } from './timeline.ts';

const START_MS = 1_795_000_000_000;
/** What both streams' timestamps begin with. */
const PICTURE = 5000;
const SOUND = 2 ** 32 - 48_000;
/** What is right to add to the sound's media time. */
const RIGHT_MS = PICTURE / 90 - SOUND / 48;

/** Two streams of one sharer, of which the picture takes 60 ms longer. */
function share() {
  const picture = new Timeline(90_000);
  const sound = new Timeline(48_000);
  const sync = new Sync(picture, sound);
  let shownMs = 0;
  const show = (untilMs: number) => {
    for (; shownMs <= untilMs; shownMs += 20) {
      picture.observe(timestamps(shownMs).picture, START_MS + shownMs + 80);
      sound.observe(timestamps(shownMs).sound, START_MS + shownMs + 20);
    }
  };
  const report = (kind: 'picture' | 'sound', atMs: number, senderMs: number) => {
    show(atMs);
    const told = { senderMs, timestamp: timestamps(atMs)[kind] };
    if (kind === 'picture') sync.reportPicture(told);
    else sync.reportSound(told);
  };
  show(0);
  return { sync, show, report, offMs: () => sync.soundToPictureMs - RIGHT_MS };
}

function timestamps(atMs: number) {
  return { picture: PICTURE + atMs * 90, sound: (SOUND + atMs * 48) >>> 0 };
}

test('until there are reports, sound stands where it arrives', () => {
  const { show, offMs } = share();
  show(5000);
  expect(offMs()).toBeCloseTo(-60, -1);
});

test.each([0, 40_000, -86_400_000])(
  'sound stands as the reports say, with a clock that is %d ms off and the odd report that is off, too',
  (aheadMs) => {
    const { report, offMs } = share();
    for (const [i, blip] of [0, 3, 90, -2, 1].entries()) {
      report('picture', i * 3000 + 500, i * 3000 + 500 + aheadMs);
      report('sound', i * 3000 + 1700, i * 3000 + 1700 + aheadMs + blip);
      expect(Math.abs(offMs())).toBeLessThan(5);
    }
  },
);

test.each([60, -300, 900, 3_600_000])(
  'a clock that is set by %d ms between the reports of the two changes nothing',
  (byMs) => {
    const { report, offMs } = share();
    for (let i = 0; i < 12; i += 1) {
      report('picture', i * 3000 + 500, i * 3000 + (i > 5 ? byMs : 0) + 500);
      report('sound', i * 3000 + 1700, i * 3000 + (i > 4 ? byMs : 0) + 1700);
      expect(Math.abs(offMs())).toBeLessThan(1);
    }
  },
);

test('reports that contradict arrival are not believed', () => {
  const { report, offMs } = share();
  report('picture', 500, 500);
  report('sound', 1700, 6700);
  expect(offMs()).toBeCloseTo(-60, -1);
});

test('reports of one stream alone say nothing, however many there are', () => {
  const { report, offMs } = share();
  report('sound', 100, 900);
  for (let i = 1; i < 9; i += 1) report('picture', i * 3000, i * 3000 + 800);
  expect(Math.abs(offMs())).toBeLessThan(1);
});

test('a report before the first packet, which may stand on the other side of a wrap, is left out', () => {
  const picture = new Timeline(90_000);
  const sound = new Timeline(48_000);
  const sync = new Sync(picture, sound);
  sync.reportPicture({ senderMs: 40_000, timestamp: 2 ** 32 - 90_000 });
  picture.observe(0, START_MS);
  sound.observe(0, START_MS);
  sync.reportSound({ senderMs: 41_000, timestamp: 0 });
  expect(sync.soundToPictureMs).toBe(0);
  sync.reportPicture({ senderMs: 41_010, timestamp: 0 });
  expect(sync.soundToPictureMs).toBe(-10);
});
