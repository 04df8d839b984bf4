import type { Recipe } from './tape.ts';

/** One share as it went into the segments' folder. */
export interface Share {
  recipe: Recipe;
  /** After the end of the share before it, ms; below zero they overlap. */
  pauseMs?: number;
  /** Which segments are lost, and which are marked as not going on. */
  lost?: number[];
  marked?: number[];
  /** How EXTINF lies, ms; `drags`: so do the times of the segments after it. */
  lie?: { byMs: number; drags: boolean };
}

export interface Combination {
  name: string;
  shares: Share[];
  gaps: 'cut' | 'still';
}

const KINDS = [
  'egress',
  'recorder',
  'passthrough',
  'still-page',
  'short-groups',
  'high',
  'full-range',
  'slices',
] as const;
const CD = { rate: 44_100, channels: 2 };
const MONO = { rate: 48_000, channels: 1 };

const recipeOf = (video: Recipe['video']): Recipe =>
  video === 'egress' ? { video, sound: CD, fromS: 3600 } : { video };

/** What happens to one share, whatever made it. */
const ALONE: Record<string, (recipe: Recipe) => Combination['shares']> = {
  whole: (recipe) => [{ recipe }],
  'a segment lost': (recipe) => [{ recipe, lost: [2] }],
  'every other lost': (recipe) => [{ recipe, lost: [1, 3] }],
  'marked as not going on': (recipe) => [{ recipe, marked: [2, 4] }],
  'timestamps wrap': (recipe) => [{ recipe: { ...recipe, fromS: 95_438.3 } }],
};

const LIES: Record<string, Share['lie']> = {
  'EXTINF too long': { byMs: 700, drags: false },
  'EXTINF too short': { byMs: -700, drags: false },
  'EXTINF too long, times too': { byMs: 150, drags: true },
  'EXTINF too short, times too': { byMs: -150, drags: true },
};

/** Shares one after another. */
const TOGETHER: Record<string, Share[]> = {
  'stopped and started': [
    { recipe: recipeOf('recorder') },
    { recipe: recipeOf('recorder'), pauseMs: 1700 },
  ],
  'stopped and started, egress': [
    { recipe: recipeOf('egress') },
    { recipe: recipeOf('egress'), pauseMs: 4300 },
  ],
  'other recorder': [
    { recipe: recipeOf('egress') },
    { recipe: recipeOf('recorder'), pauseMs: 900 },
  ],
  'other recorder, back': [
    { recipe: recipeOf('recorder') },
    { recipe: recipeOf('egress'), pauseMs: 250 },
  ],
  'other size': [
    { recipe: recipeOf('passthrough') },
    { recipe: { video: 'passthrough', size: [448, 256] }, pauseMs: 1300 },
  ],
  'other shape': [
    { recipe: { ...recipeOf('egress'), size: [336, 128] } },
    { recipe: recipeOf('egress'), pauseMs: 3100 },
  ],
  'upright, then wide': [
    { recipe: { video: 'passthrough', size: [128, 224] } },
    { recipe: recipeOf('passthrough'), pauseMs: 800 },
  ],
  'no whole blocks': [
    { recipe: { ...recipeOf('egress'), size: [366, 202] } },
    { recipe: { video: 'passthrough', size: [366, 202] }, pauseMs: 700 },
  ],
  'other profile': [
    { recipe: recipeOf('high') },
    { recipe: recipeOf('passthrough'), pauseMs: 600 },
  ],
  'other colours': [
    { recipe: recipeOf('full-range') },
    { recipe: recipeOf('slices'), pauseMs: 600 },
  ],
  'colours told, then not': [
    { recipe: { video: 'slices', matrix: 'smpte170m' } },
    { recipe: recipeOf('passthrough'), pauseMs: 900 },
  ],
  'colours not told, then others': [
    { recipe: recipeOf('passthrough') },
    { recipe: { video: 'slices', matrix: 'bt709' }, pauseMs: 900 },
  ],
  'sound, then none': [
    { recipe: recipeOf('passthrough') },
    { recipe: { video: 'slices', sound: null }, pauseMs: 700 },
  ],
  'none, then sound': [
    { recipe: { video: 'slices', sound: null } },
    { recipe: recipeOf('egress'), pauseMs: 700 },
  ],
  'late sound': [{ recipe: { video: 'passthrough', sound: { ...CD, lateS: 2.5 } } }],
  'mono, then stereo': [
    { recipe: { video: 'slices', sound: MONO } },
    { recipe: recipeOf('egress'), pauseMs: 1100 },
  ],
  'three shares': [
    { recipe: recipeOf('short-groups') },
    { recipe: recipeOf('egress'), pauseMs: 2100 },
    { recipe: recipeOf('still-page'), pauseMs: 1500, lost: [2] },
  ],
  'one takes over': [
    { recipe: recipeOf('recorder') },
    { recipe: recipeOf('recorder'), pauseMs: -2500 },
  ],
  'no sound at all': [{ recipe: { video: 'still-page', sound: null } }],
};

export function combinations(): Combination[] {
  const all: Combination[] = [];
  for (const kind of KINDS) {
    for (const [name, shares] of Object.entries(ALONE)) {
      all.push({ name: `${kind}: ${name}`, shares: shares(recipeOf(kind)), gaps: 'cut' });
    }
  }
  for (const kind of ['egress', 'recorder', 'passthrough'] as const) {
    for (const [name, lie] of Object.entries(LIES)) {
      const shares = [{ recipe: recipeOf(kind), ...(lie && { lie }) }];
      all.push({ name: `${kind}: ${name}`, shares, gaps: 'cut' });
    }
  }
  for (const [name, shares] of Object.entries(TOGETHER)) {
    for (const gaps of ['cut', 'still'] as const)
      all.push({ name: `${name}, gaps ${gaps}`, shares, gaps });
  }
  return all;
}
