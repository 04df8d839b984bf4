import { describe, test } from 'vitest';
import { appAway } from './support/app-away.ts';
import { skipWithout } from './support/parts.ts';

// A minute of it: deep/app-away.test.ts.
describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('killed with -9', () => {
  test('while Egress records: no segment is lost, and one session stays one', () => appAway(8000));
});
