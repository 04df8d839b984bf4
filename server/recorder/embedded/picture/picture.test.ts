import { expect, test } from 'vitest';
import { recordedPackets } from '../fixtures/packets.ts';
import { Picture } from './picture.ts';

const packets = recordedPackets();
/** The recorded share three times over, as one stream: there are keyframes on the way. */
const stream = [0, 1, 2].flatMap((round) => {
  const [first, last] = [packets[0], packets.at(-1)];
  const lengthMs = (last?.arrivalMs ?? 0) + 67;
  const count = (((last?.sequence ?? 0) - (first?.sequence ?? 0)) & 0xffff) + 1;
  return packets.map((packet) => ({
    ...packet,
    sequence: (packet.sequence + round * count) & 0xffff,
    timestamp: (packet.timestamp + round * lengthMs * 90) >>> 0,
    arrivalMs: packet.arrivalMs + round * lengthMs,
  }));
});

const ROUND_TRIP_MS = 40;

/**
 * Sends the stream over a network that loses what `loses` says, and answers requests.
 * @param loses asked for each packet each time that it is sent
 * @returns timestamps of the pictures that came out, and of those that were sent
 */
function send(loses: (i: number, attempt: number) => boolean) {
  const given: { timestamp: number; keyframe: boolean; afterGap: boolean }[] = [];
  const picture = new Picture({ roundTripMs: ROUND_TRIP_MS }, (frame) => given.push(frame));
  const index = new Map(stream.map(({ sequence }, i) => [sequence, i]));
  const attempts = stream.map(() => 0);
  const coming = stream.flatMap((packet, i) => (loses(i, 0) ? [] : [packet]));
  const endMs = (stream.at(-1)?.arrivalMs ?? 0) + 3000;
  for (let ms = 0; ms < endMs; ms += 20) {
    const now = coming.filter(({ arrivalMs }) => arrivalMs < ms + 20);
    coming.splice(0, coming.length, ...coming.filter(({ arrivalMs }) => arrivalMs >= ms + 20));
    for (const packet of now) picture.push(packet);
    picture.tick(ms + 20);
    for (const sequence of picture.ask(ms + 20)) {
      const i = index.get(sequence) ?? -1;
      const packet = stream[i];
      if (!packet) throw new Error(`asked for ${sequence}, which was never sent`);
      attempts[i] = (attempts[i] ?? 0) + 1;
      if (!loses(i, attempts[i] ?? 0)) {
        coming.push({ ...packet, arrivalMs: ms + 20 + ROUND_TRIP_MS });
      }
    }
  }
  picture.flush();
  return { given, lost: picture.lost };
}

const sent = [...new Set(stream.map(({ timestamp }) => timestamp))];
const whole = send(() => false).given;
/** The same dice for everybody. */
const unlucky = (i: number, attempt: number, part: number) =>
  ((i * 2654435761 + attempt * 40503 + 12345) >>> 7) % 1000 < part * 1000;

test('without losses every picture is given', () => {
  expect(whole.map(({ timestamp }) => timestamp)).toEqual(sent);
});

test.each([0.01, 0.05, 0.1])(
  'at a loss of %d, also of what is sent again, every picture is given',
  (part) => {
    const { given, lost } = send((i, attempt) => i > 0 && unlucky(i, attempt, part));
    expect(lost).toBe(0);
    expect(given.map(({ timestamp }) => timestamp)).toEqual(sent);
  },
);

test('a burst is filled as a whole', () => {
  const { given, lost } = send((i, attempt) => attempt === 0 && i > 20 && i < 60);
  expect(lost).toBe(0);
  expect(given.map(({ timestamp }) => timestamp)).toEqual(sent);
});

test('a keyframe is wanted when what is missing has been asked for in vain', () => {
  const picture = new Picture({ roundTripMs: ROUND_TRIP_MS }, () => {});
  for (const packet of stream.slice(0, 5)) picture.push({ ...packet, arrivalMs: 0 });
  expect(picture.stuckSinceMs(10_000)).toBeNull();
  for (const packet of stream.slice(6, 8)) picture.push({ ...packet, arrivalMs: 1000 });
  expect(picture.stuckSinceMs(1000 + 3 * ROUND_TRIP_MS)).toBeNull();
  const sinceMs = picture.stuckSinceMs(1900);
  expect(sinceMs).toBeGreaterThan(1000 + 3 * ROUND_TRIP_MS);
  expect(picture.stuckSinceMs(1950)).toBe(sinceMs);
  for (const packet of stream.slice(5, 6)) picture.push({ ...packet, arrivalMs: 1960 });
  expect(picture.stuckSinceMs(2000)).toBeNull();
});

test('whichever packet is lost for good, nothing is given from there to the next keyframe', () => {
  const keyframes = whole.filter(({ keyframe }) => keyframe).map(({ timestamp }) => timestamp);
  for (let gone = 1; gone < stream.length - 1; gone += 1) {
    const { given, lost } = send((i) => i === gone);
    const hit = sent.indexOf(stream[gone]?.timestamp ?? 0);
    const again = sent.findIndex((timestamp, i) => i > hit && keyframes.includes(timestamp));
    const expected = sent.filter((_, i) => i < hit || (again >= 0 && i >= again));
    expect(lost, `packet ${gone}`).toBe(1);
    expect(
      given.map(({ timestamp }) => timestamp),
      `packet ${gone}`,
    ).toEqual(expected);
    const told = given.filter(({ afterGap }) => afterGap).map(({ timestamp }) => timestamp);
    // Lost in the very first picture, nothing came before the gap.
    expect(told, `packet ${gone}`).toEqual(again >= 0 && hit > 0 ? [sent[again]] : []);
  }
});
