import { isTooLarge, readPpsId, readSps } from '../../h264/parameter-sets.ts';
import { type Colour, colourOf, isSameColour } from './colour.ts';
import type { ParameterSets } from './h264.ts';

/** Pictures that decode with the same parameter sets. */
export interface Format {
  sets: ParameterSets;
  width: number;
  height: number;
  /** profile_idc */
  profile: number;
  colour: Colour;
}

/** With one picture; encoders send one or two of each. */
const MOST_SETS = 32;

/** The formats met in a clip's segments, each once. */
export type FormatTable = ReturnType<typeof createFormatTable>;

export function createFormatTable() {
  const formats: Format[] = [];
  const ids = new Map<string, number>();
  return {
    formats,
    /** @throws Error for sets that can't be read or declared, and for pictures that would take too much to decode */
    idOf(sets: ParameterSets): number {
      if (sets.sps.length + sets.pps.length > MOST_SETS) throw new Error('too many parameter sets');
      const name = [...sets.sps, ...sets.pps].map((set) => set.toString('base64')).join();
      const known = ids.get(name);
      if (known !== undefined) return known;
      for (const set of sets.pps) readPpsId(set);
      const [facts] = sets.sps.map(readSps);
      if (!facts) throw new Error('no sequence parameter set');
      const { width, height, profile } = facts;
      if (isTooLarge(facts)) throw new Error(`pictures of ${width}x${height} pixels`);
      ids.set(name, formats.length);
      return formats.push({ sets, width, height, profile, colour: colourOf(facts) }) - 1;
    },
  };
}

/**
 * What one `avc1` track can declare at once: formats of one size and profile whose ids don't clash. And of one colour:
 * some players take the first's for all, and others go on with the last that was told.
 */
export interface Track extends Omit<Format, 'sets'> {
  has(format: number): boolean;
  /** An id that encoded pieces can use. */
  freeIds: number[];
  /** @throws Error when one of that id is declared already and differs */
  declare(sets: ParameterSets): void;
  sets(): ParameterSets;
}

/** Of the 32 ids; encoded pieces need the others. */
const MOST_COPIED = 24;

/** @param weights how many pictures of each format are wanted; the one with the most leads */
export function chooseTrack(formats: Format[], weights: number[]): Track {
  const byWeight = formats.map((_, id) => id).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
  const lead = formats[byWeight[0] ?? 0];
  if (!lead) throw new Error('no pictures that can be decoded');
  const sps = new Map<number, Buffer>();
  const pps = new Map<number, Buffer>();
  const fits = (sets: ParameterSets) =>
    sets.sps.every((set) => sps.get(readSps(set).id)?.equals(set) ?? true) &&
    sets.pps.every((set) => pps.get(readPpsId(set))?.equals(set) ?? true);
  const declare = (sets: ParameterSets) => {
    if (!fits(sets)) throw new Error('two parameter sets of one id that differ');
    for (const set of sets.sps) sps.set(readSps(set).id, set);
    for (const set of sets.pps) pps.set(readPpsId(set), set);
  };
  const members = new Set<number>();
  for (const id of byWeight) {
    const format = formats[id] as Format;
    const same =
      format.width === lead.width &&
      format.height === lead.height &&
      format.profile === lead.profile &&
      isSameColour(format.colour, lead.colour);
    const full = new Set([...sps.keys(), ...pps.keys()]).size >= MOST_COPIED;
    if (!same || full || !fits(format.sets) || (weights[id] ?? 0) === 0) continue;
    members.add(id);
    declare(format.sets);
  }
  const freeIds = Array.from({ length: 32 }, (_, id) => id).filter(
    (id) => !sps.has(id) && !pps.has(id),
  );
  const { sets: _, ...shared } = lead;
  return {
    ...shared,
    freeIds,
    has: (format) => members.has(format),
    declare,
    sets: () => ({ sps: [...sps.values()], pps: [...pps.values()] }),
  };
}
