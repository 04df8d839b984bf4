import { createLog } from '../../../../log.ts';
import { Mixer } from '../../mixer.ts';
import { Clocks } from './clocks.ts';
import type { Conditions, Kind } from './conditions.ts';
import { Judge, type Worst } from './judge.ts';
import { deltaOf, keyframeOf, soundOf } from './packets.ts';
import { randomOf } from './random.ts';

const TICK_MS = 80;
const REPORT_MS = 3000;
const SOUND_MS = 20;
const HOUR_MS = 3_600_000;
/** Until three pairs of reports tell, sound stands where it arrives, or where the odd report says. */
const FIRST_REPORTS_MS = 8000;
/** From asking for a keyframe to its capture. */
const KEYFRAME_AFTER_MS = 60;
/** Every connection's first packets stand just before a wrap. */
const FIRST_SEQUENCE = 65_500;
/** As measured: the sound's reports are within 14 ms, and the odd one is off by 90. */
const NOISE_MS = 28;
const BLIP_MS = 90;
const BLIPS = 0.03;

interface Arrival {
  atMs: number;
  deliver(): void;
}

/** Lets a share of `lengthMs` run through a Mixer, packet by packet, without any real time. `onHour`: another has passed. */
export function simulate(
  conditions: Conditions,
  lengthMs: number,
  onHour: () => void = () => {},
): Worst {
  const { delayMs = () => 20, report = (told) => told, frameMs = 100 } = conditions;
  const random = randomOf(7);
  const clocks = new Clocks(conditions);
  const leastMs = Math.min(
    ...Array.from({ length: 5000 }, (_, i) => delayMs(i, random, 'picture')),
  );
  const judge = new Judge(conditions, clocks, leastMs);
  let nowMs = 0;
  const clock = { now: () => nowMs, wallMs: (atMs: number) => atMs };
  const unused = { ffmpegPath: '', log: createLog('silent'), onSlow() {}, onMissing() {} };
  const mixer = new Mixer(judge, clock, unused);

  const onWay: Arrival[] = [];
  const lastMs = { picture: 0, sound: 0 };
  const arrivalMs = (kind: Kind, sentMs: number) => {
    lastMs[kind] = Math.max(lastMs[kind], sentMs + delayMs(sentMs, random, kind));
    return lastMs[kind];
  };
  const sequences = { picture: 0, sound: 0 };
  const send = (kind: Kind, capturedMs: number, sentMs: number, payload: Buffer) => {
    const sequence = sequences[kind] & 0xffff;
    const packet = {
      sequence,
      timestamp: clocks.timestamp(kind, capturedMs),
      marker: true,
      payload,
    };
    sequences[kind] += 1;
    const atMs = arrivalMs(kind, sentMs);
    onWay.push({ atMs, deliver: () => mixer[kind]({ ...packet, arrivalMs: atMs }) });
  };
  const reports = {
    picture: { dueMs: 500, count: 0, off: () => 0, take: mixer.reportPicture.bind(mixer) },
    sound: {
      ...{ dueMs: 1700, count: 0, take: mixer.reportSound.bind(mixer) },
      off: () => (random() - 0.5) * NOISE_MS + (random() < BLIPS ? BLIP_MS : 0),
    },
  };
  const sendReports = (kind: Kind, untilMs: number) => {
    const stream = reports[kind];
    for (; stream.dueMs < untilMs; stream.dueMs += REPORT_MS) {
      if (clocks.asleep(stream.dueMs)) continue;
      const senderMs = clocks.senderMs(stream.dueMs) + stream.off();
      const honest = { senderMs, timestamp: clocks.timestamp(kind, stream.dueMs) };
      const told = report(honest, kind, stream.count);
      stream.count += 1;
      const atMs = arrivalMs(kind, stream.dueMs) + (conditions.reportLateMs ?? 0);
      if (told) onWay.push({ atMs, deliver: () => stream.take(told) });
    }
  };

  const begin = (atMs: number) => {
    clocks.beganAtMs = atMs;
    judge.soundFromMs = atMs + FIRST_REPORTS_MS;
    sequences.picture = FIRST_SEQUENCE;
    sequences.sound = FIRST_SEQUENCE;
    onWay.length = 0;
    mixer.beginPicture(null);
    mixer.beginSound(null);
  };
  const reconnects = [...(conditions.reconnectsAtMs ?? [])];
  let keyframeDueMs = Number.POSITIVE_INFINITY;
  let frameAtMs = 0;
  let sounds = 0;
  begin(0);
  for (let untilMs = TICK_MS; untilMs <= lengthMs; untilMs += TICK_MS) {
    if (untilMs > (reconnects[0] ?? Number.POSITIVE_INFINITY)) {
      reconnects.shift();
      mixer.pause();
      begin(untilMs - TICK_MS);
    }
    for (; frameAtMs < untilMs; frameAtMs += frameMs) {
      if (clocks.asleep(frameAtMs)) continue;
      const keyframe = frameAtMs >= keyframeDueMs;
      if (keyframe) keyframeDueMs = Number.POSITIVE_INFINITY;
      const payload = keyframe ? keyframeOf(frameAtMs) : deltaOf(frameAtMs);
      send('picture', frameAtMs, frameAtMs, payload);
    }
    for (; clocks.soundAtMs(sounds + 1) < untilMs; sounds += 1) {
      const capturedMs = clocks.soundAtMs(sounds);
      if (clocks.asleep(capturedMs)) continue;
      send('sound', capturedMs, capturedMs + SOUND_MS, soundOf(capturedMs));
    }
    sendReports('picture', untilMs);
    sendReports('sound', untilMs);
    onWay.sort((a, b) => a.atMs - b.atMs);
    const later = onWay.findIndex(({ atMs }) => atMs > untilMs);
    for (const { atMs, deliver } of onWay.splice(0, later < 0 ? onWay.length : later)) {
      nowMs = atMs;
      deliver();
    }
    nowMs = untilMs;
    if (untilMs % HOUR_MS === 0) onHour();
    if (mixer.tick().keyframe) keyframeDueMs = nowMs + KEYFRAME_AFTER_MS;
  }
  return judge.worst;
}
