import type { SpsFacts } from '../../h264/parameter-sets.ts';

/** How a player makes colours of a picture's samples. Primaries and transfer are passed on as they are told. */
export interface Colour {
  range: 'tv' | 'pc';
  /** As ffmpeg names it. */
  matrix: 'bt709' | 'smpte170m' | 'smpte240m' | 'bt2020nc';
}

const MATRICES: Record<number, Colour['matrix']> = {
  1: 'bt709',
  5: 'smpte170m',
  6: 'smpte170m',
  7: 'smpte240m',
  9: 'bt2020nc',
};
/** Where the matrix is not told, players guess by size: that of high definition from here on. */
const HD_FROM_HEIGHT = 720;

export function colourOf({ height, colour }: Pick<SpsFacts, 'height' | 'colour'>): Colour {
  const { fullRange, matrix } = colour;
  return {
    range: fullRange ? 'pc' : 'tv',
    matrix: MATRICES[matrix] ?? (height < HD_FROM_HEIGHT ? 'smpte170m' : 'bt709'),
  };
}

/** The matrix in the words of ffmpeg's scaler, which has one name for BT.2020. */
export function scalerMatrix({ matrix }: Colour): string {
  return matrix === 'bt2020nc' ? 'bt2020' : matrix;
}

export function isSameColour(a: Colour, b: Colour): boolean {
  return a.range === b.range && a.matrix === b.matrix;
}
