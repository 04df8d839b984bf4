import { describe, test } from 'vitest';
import { appAway } from '../support/app-away.ts';
import { skipWithout } from '../support/parts.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('killed with -9', () => {
  test('away for a minute while Egress records: no segment is lost, and one session stays one', () =>
    appAway(60_000));
});
