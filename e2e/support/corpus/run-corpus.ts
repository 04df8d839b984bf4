import { checkCut } from './check-cut.ts';
import { combinations } from './combinations.ts';
import { createTapes, layTapes } from './source.ts';

export const RANGES = 20;

export interface CorpusCut {
  combination: number;
  range: number;
}

/** All of them, or as many as `count` says, spread by the seed. */
export function chooseCuts(seed: number, count?: number): CorpusCut[] {
  const random = randomOf(seed);
  const all = combinations().flatMap((_, combination) =>
    Array.from({ length: RANGES }, (__, range) => ({ combination, range, order: random() })),
  );
  if (count === undefined) return all;
  return all.sort((a, b) => a.order - b.order).slice(0, count);
}

/** Makes what these cuts need, cuts and compares, two at a time. @returns what is wrong, one line for each cut */
export async function runCorpus(options: {
  cuts: CorpusCut[];
  ffmpegPath: string;
  folder: string;
}): Promise<string[]> {
  const { cuts, ffmpegPath, folder } = options;
  const tapeOf = createTapes(ffmpegPath, folder);
  const all = combinations();
  const wrong: string[] = [];
  const waiting = [...cuts];
  async function work() {
    for (let cut = waiting.shift(); cut; cut = waiting.shift()) {
      const combination = all[cut.combination];
      if (!combination) throw new Error(`no combination ${cut.combination}`);
      const source = await layTapes(combination, tapeOf);
      const random = randomOf(cut.combination * 1000 + cut.range);
      const span = source.toMs - source.fromMs;
      const fromMs = Math.floor(source.fromMs + random() * (span - 400));
      const toMs = Math.floor(fromMs + 200 + random() * (source.toMs - fromMs - 200));
      const { gaps, name } = combination;
      const problems = await checkCut({ source, fromMs, toMs, gaps, ffmpegPath, folder });
      if (problems.length === 0) continue;
      const place = `${fromMs - source.fromMs} to ${toMs - source.fromMs} ms`;
      wrong.push(`${name} (${cut.combination}/${cut.range}), ${place}: ${problems.join('\n')}`);
    }
  }
  await Promise.all([work(), work()]);
  return wrong;
}

/** Repeatable, so that a failure can be looked at. Each number is mixed well: neighbouring seeds have nothing in common. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
