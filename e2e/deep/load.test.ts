import { describeLoad } from '../support/load/describe-load.ts';

// 200 clips of 50 people in a minute, who have 500 pages open, beside as many shares as are taken and more.
await describeLoad({ people: 50, pagesEach: 10, clips: 200, withinMs: 60_000, shares: 5, more: 3 });
