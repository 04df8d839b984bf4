import { readFile } from 'node:fs/promises';

const RATE = 48_000;
/** Options of ffmpeg that write a file for `readTones`. */
export const toneOutput = (file: string) => [
  ...['-map', '0:a', '-ac', '1', '-ar', String(RATE), '-f', 's16le', file],
];

export interface Tone {
  ms: number;
  lengthMs: number;
  /** Hz, by its zero crossings. */
  pitch: number;
}

/** What beeps in a sound, and how long all of it is. */
export async function readTones(file: string): Promise<{ tones: Tone[]; durationMs: number }> {
  const bytes = await readFile(file);
  const sample = (i: number) => bytes.readInt16LE(i * 2);
  const count = bytes.length / 2;
  const tones: Tone[] = [];
  let from = -1;
  let last = Number.NEGATIVE_INFINITY;
  const end = () => {
    if (from >= 0 && last - from > RATE * 0.01) tones.push(toneOf(from, last, sample));
    from = -1;
  };
  for (let i = 0; i < count; i++) {
    if (Math.abs(sample(i)) <= 5000) continue;
    if (i - last > RATE * 0.03) {
      end();
      from = i;
    }
    last = i;
  }
  end();
  return { tones, durationMs: (count / RATE) * 1000 };
}

function toneOf(from: number, last: number, sample: (i: number) => number): Tone {
  let [crossings, first, latest] = [0, -1, -1];
  for (let i = from + 1; i <= last; i++) {
    if (sample(i - 1) < 0 && sample(i) >= 0) {
      if (first < 0) first = i;
      else crossings++;
      latest = i;
    }
  }
  const pitch = latest > first ? (crossings * RATE) / (latest - first) : Number.NaN;
  return { ms: (from / RATE) * 1000, lengthMs: ((last - from) / RATE) * 1000, pitch };
}
