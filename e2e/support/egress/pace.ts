import type { Encoder } from './encoder.ts';
import { CHANNELS, SAMPLE_RATE } from './source.ts';

/** Sound that is this late is taken for silence: a muted track sends nothing at all. */
const SILENCE_AFTER_MS = 300;
/** After so long without a picture the last one isn't repeated: there is a gap. */
const GAP_MS = 1500;
/** Within this, arrival is jitter and samples simply go on. */
const JITTER_MS = 50;
/** Decoding takes the picture so much longer than the sound. */
const PICTURE_LATE_MS = 30;
const BYTES_PER_MS = (SAMPLE_RATE / 1000) * CHANNELS * 2;

export interface Picture {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Puts what arrives on a timeline that begins with the first picture: even, but for real gaps. */
export function startPace(encoder: Encoder, first: Picture) {
  const startMs = Date.now();
  const { fps } = encoder;
  let latest: Buffer = Buffer.from(first.data);
  let lost: NodeJS.Timeout | undefined;
  /** The first that isn't written yet. */
  let next = 0;
  let soundMs = 0;

  const show = (picture: Buffer) => {
    const index = Math.ceil(((Date.now() - startMs) * fps) / 1000);
    if (index - next > (GAP_MS * fps) / 1000) next = index;
    while (next < index) encoder.picture(next++, latest);
    latest = picture;
    if (next === index) encoder.picture(next++, latest);
  };
  const silence = (untilMs: number) => {
    const ms = Math.floor(untilMs - soundMs);
    if (ms <= 0) return;
    encoder.sound?.write(Buffer.alloc(ms * BYTES_PER_MS));
    soundMs += ms;
  };
  const tick = () => {
    const nowMs = Date.now() - startMs;
    if (nowMs - soundMs > SILENCE_AFTER_MS) silence(nowMs - SILENCE_AFTER_MS / 2);
  };
  show(latest);
  const timer = setInterval(tick, 1000 / fps);

  return {
    /** Wall clock of the timeline's zero. */
    startMs,
    picture(frame: Picture) {
      clearInterval(lost);
      show(fit(frame, first));
    },
    /** There is nothing to wait for: black, until a picture comes. */
    black() {
      const black = blackOf(first);
      clearInterval(lost);
      lost = setInterval(() => show(black), 1000 / fps);
    },
    sound(samples: Int16Array) {
      const lengthMs = samples.byteLength / BYTES_PER_MS;
      const atMs = Date.now() - startMs - lengthMs + PICTURE_LATE_MS;
      if (atMs < -lengthMs / 2) return;
      if (atMs - soundMs > JITTER_MS) silence(atMs);
      // It was taken for silence already: what is dropped keeps the rest in time.
      if (soundMs - atMs > JITTER_MS) return;
      encoder.sound?.write(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
      soundMs += lengthMs;
    },
    stop() {
      clearInterval(timer);
      clearInterval(lost);
      silence((next * 1000) / fps);
    },
  };
}

function blackOf({ data, width, height }: Picture): Buffer {
  return Buffer.alloc(data.length, 128).fill(16, 0, width * height);
}

/** I420 of any size in the first one's: the nearest sample is good enough for a stand-in. */
function fit({ data, width, height }: Picture, to: Picture): Buffer {
  if (width === to.width && height === to.height) return Buffer.from(data);
  const out = Buffer.alloc(to.data.length);
  let from = 0;
  let at = 0;
  for (const half of [1, 2, 2]) {
    const [w, h] = [Math.ceil(width / half), Math.ceil(height / half)];
    const [toW, toH] = [Math.ceil(to.width / half), Math.ceil(to.height / half)];
    for (let y = 0; y < toH; y++) {
      const row = from + Math.floor((y * h) / toH) * w;
      for (let x = 0; x < toW; x++) out[at++] = data[row + Math.floor((x * w) / toW)] ?? 0;
    }
    from += w * h;
  }
  return out;
}
