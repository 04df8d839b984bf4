import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { cleanSegmentsBench } from './clean-segments.ts';
import { clipBurst } from './clip-burst.ts';
import { clipCut } from './clip-cut.ts';
import { clipPosted } from './clip-posted.ts';
import { documented, type Measured } from './document.ts';
import { table } from './figure.ts';
import { fit } from './fit.ts';
import { freshness } from './freshness.ts';
import { heldRooms } from './held-rooms.ts';
import { installation } from './installation.ts';
import { interactions } from './interactions.ts';
import { leastBitrates } from './least-bitrates.ts';
import { library } from './library.ts';
import { libraryPage } from './library-page.ts';
import { librarySize } from './library-size.ts';
import { load } from './load.ts';
import { longShare } from './long-share.ts';
import { recorders } from './recorders.ts';
import { recording } from './recording.ts';
import { segmentRange } from './segment-range.ts';
import { shares } from './shares.ts';
import { timeline } from './timeline.ts';
import { uploads } from './uploads.ts';

const BENCHES = [
  recording,
  shares,
  clipCut,
  clipPosted,
  clipBurst,
  fit,
  heldRooms,
  installation,
  interactions,
  load,
  leastBitrates,
  freshness,
  recorders,
  library,
  libraryPage,
  librarySize,
  timeline,
  uploads,
  longShare,
  cleanSegmentsBench,
  segmentRange,
];

/** `npm run bench -- [NAME] [--json FILE] [--write FILE]`: measures, and says whether the aims hold. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, write: { type: 'string' } },
});
const unknown = positionals.find((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown) {
  console.error(`No bench ${unknown}. There are: ${BENCHES.map((b) => b.name).join(', ')}`);
  process.exit(1);
}

const run: Measured[] = [];
for (const bench of BENCHES) {
  const isWanted = positionals.length > 0 ? positionals.includes(bench.name) : !bench.byNameOnly;
  if (!isWanted) continue;
  const say = (line: string) => console.error(`${bench.name}: ${line}`);
  const [fromMs, load] = [performance.now(), loadavg()[0] ?? 0];
  const figures = await bench.measure(say);
  run.push({ name: bench.name, tookMs: performance.now() - fromMs, load, figures });
  // One that breaks off later does not take the others with it.
  if (values.write) await writeFile(values.write, documented(run));
}
const figures = run.flatMap((bench) => bench.figures);
console.log(table(figures));
if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
process.exit(0);
