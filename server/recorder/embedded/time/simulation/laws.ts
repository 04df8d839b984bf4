import type { Conditions } from './conditions.ts';
import { simulate } from './simulate.ts';

const PLACED_MS = 100;
const SOUND_MS = 40;
const PACKET_MS = 20;
const HOUR_MS = 3_600_000;

/** @returns what was broken in a share of that length, with figures */
export function brokenTimeLaws(conditions: Conditions, lengthMs: number): string[] {
  const worst = simulate(conditions, lengthMs);
  const {
    soundPpm = 0,
    unknowableMs = 0,
    jumps = [],
    sleeps = [],
    reconnectsAtMs = [],
  } = conditions;
  const driftMs = (Math.abs(soundPpm) / 1e6) * lengthMs;
  // A jam may catch the sound of a picture that got through.
  const jams = (2 * lengthMs) / HOUR_MS;
  const breaks = jumps.length + sleeps.length + reconnectsAtMs.length + jams;
  const laws = {
    'there are segments all along': worst.segments > lengthMs / 4000,
    'each is within 100 ms of its place': Math.abs(worst.placedMs) <= PLACED_MS,
    'none begins long before the one before it ends': worst.overlapMs <= PLACED_MS,
    'pictures, sounds and segments follow one another': worst.disorder === 0,
    'sound is within 40 ms of the picture': Math.abs(worst.soundMs) <= SOUND_MS + unknowableMs,
    'sound is put right no more often than it drifts':
      worst.corrections <= (1.1 * driftMs) / PACKET_MS + 10 + 2 * breaks,
  };
  return Object.entries(laws).flatMap(([law, holds]) =>
    holds ? [] : [`${law}: ${JSON.stringify(worst)}`],
  );
}
