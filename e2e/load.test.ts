import { describeLoad } from './support/load/describe-load.ts';

await describeLoad({ people: 10, pagesEach: 10, clips: 40, withinMs: 12_000, shares: 2, more: 1 });
