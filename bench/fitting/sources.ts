/** Pictures of 1280x720 at 30 a second, made by ffmpeg: what people share, from the easiest to the hardest to fit. */
export interface Source {
  name: string;
  graph: string;
}

export const SOURCES: Source[] = [
  ...[0, 1, 2, 3, 4].map((i) => ({
    name: `desktop ${i + 1}`,
    graph: [
      `color=0x${['1e2a33', 'f3f4f1', '203020', '102040', '2b2b2b'][i]}:s=1280x720:r=30`,
      `drawgrid=w=${40 + 9 * i}:h=${22 + 5 * i}:t=2:c=gray`,
      // A pointer, and a window that opens.
      `drawbox=x='mod(t*${90 + 40 * i}\\,1240)':y='mod(t*${50 + 20 * i}\\,690)':w=14:h=22:c=white:t=fill`,
      `drawbox=x=${200 + 60 * i}:y=120:w=500:h=360:c=orange:t=fill:enable='gt(mod(t\\,6)\\,3)'`,
    ].join(),
  })),
  // A wheel that turns every 3 s; reading speed; too fast to read.
  ...['500*floor(t/3)+500*min(1\\,mod(t\\,3)*1.5)', 't*60', 't*150'].map((y, i) => ({
    name: `scrolling text ${i + 1}`,
    graph: `${page(i + 1)},crop=1280:720:0:'${y}'`,
  })),
  // Nothing but fine edges, and more of them every picture.
  ...[5, 30].map((rows, i) => ({
    name: `scrolling text ${i + 4}`,
    graph: `cellauto=rule=30:s=640x360:r=${rows}:seed=${i + 1}:random_fill_ratio=0.4,scale=1280:720:flags=neighbor,fps=30`,
  })),
  ...[0, 1, 2, 3, 4].map((i) => ({
    name: `film ${i + 1}`,
    graph: `mandelbrot=s=1280x720:r=30:start_scale=${3 - 0.5 * i}:end_scale=${0.3 ** (i + 1)}:end_pts=400,noise=alls=${2 * i}:allf=t`,
  })),
  ...[8, 14, 20, 28, 40].map((strength, i) => ({
    name: `game ${i + 1}`,
    graph: `testsrc2=s=1280x720:r=30,rotate=a='0.2*sin(t*${1 + i})':c=gray,noise=alls=${strength}:allf=t+u`,
  })),
  // Most of what there is belongs to its end.
  {
    name: 'desktop, then a game',
    graph: `testsrc2=s=1280x720:r=1,fps=30,noise=alls=20:allf=t+u:enable='gte(t,15)'`,
  },
];

/** A page of 6,000 rows, enough for 35 s: strokes in lines and words, black on white, as fine as text. Fonts are not everywhere. */
function page(seed: number): string {
  return [
    `cellauto=rule=30:s=600x3000:r=30:seed=${seed}:random_fill_ratio=0.4:start_full=1`,
    'trim=end_frame=1,negate',
    'drawgrid=w=4000:h=9:t=4:c=white,drawgrid=w=23:h=6000:t=3:c=white',
    'scale=1200:6000:flags=bicubic,pad=1280:6000:40:0:white',
    'loop=-1:1,setpts=N/30/TB',
  ].join();
}
