import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BEEP_MS, beepPitch, CARDS, SECONDS } from '../card/beeps.ts';

export interface Beep {
  /** When it begins, ms from the start of the file. */
  ptsMs: number;
  /** The second of the card's clock that it beeps, modulo 4. */
  secondMod4: number;
  card: number;
}

const RATE = 16_000;
/** Loudness is looked at in steps of 2 ms. */
const STEP = RATE / 500;
/** The card beeps at half the full scale; below a tenth of that is silence. */
const LOUD = 0.05;

/** Finds the test card's beeps. Gaps in the sound's timestamps count as silence. */
export async function readBeeps(ffmpegPath: string, file: string): Promise<Beep[]> {
  const filter = `aresample=${RATE}:async=1:min_hard_comp=0.01:first_pts=0`;
  const args = ['-v', 'error', '-i', file, '-map', '0:a:0', '-af', filter];
  const { stdout } = await promisify(execFile)(
    ffmpegPath,
    [...args, '-ac', '1', '-f', 'f32le', 'pipe:1'],
    { encoding: 'buffer', maxBuffer: 1 << 30 },
  );
  const sound = new Float32Array(stdout.buffer, stdout.byteOffset, stdout.length >> 2);
  const beeps: Beep[] = [];
  let quietFrom = -1;
  for (let at = 0; at + STEP <= sound.length; at += STEP) {
    if (loudness(sound.subarray(at, at + STEP)) < LOUD) {
      if (quietFrom < 0) quietFrom = at;
      continue;
    }
    const began = quietFrom >= 0 && at - quietFrom > RATE / 10;
    quietFrom = -1;
    // What begins before the file does is cut into: its beginning can't be told.
    if (!began) continue;
    const tone = sound.subarray(at, at + (RATE * (BEEP_MS - 10)) / 1000);
    beeps.push({ ptsMs: (at / RATE) * 1000, ...pitchOf(tone) });
  }
  return beeps;
}

function loudness(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);
}

function pitchOf(tone: Float32Array): { secondMod4: number; card: number } {
  let best = { power: -1, secondMod4: 0, card: 0 };
  for (let card = 1; card <= CARDS; card += 1)
    for (let secondMod4 = 0; secondMod4 < SECONDS; secondMod4 += 1) {
      const power = powerAt(tone, beepPitch(secondMod4, card));
      if (power > best.power) best = { power, secondMod4, card };
    }
  return { secondMod4: best.secondMod4, card: best.card };
}

/** Goertzel: how much of one frequency is in there. */
function powerAt(tone: Float32Array, hz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let [one, two] = [0, 0];
  for (const sample of tone) [one, two] = [sample + turn * one - two, one];
  return one * one + two * two - turn * one * two;
}
