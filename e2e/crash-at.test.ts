import { describeCrashes } from './support/crash-at/describe-crashes.ts';

// Where most would be lost or done twice; each step: e2e/deep/crash-at.test.ts.
const SAMPLE = ['the order is written', 'the clip is recorded', 'the clip is posted'];
await describeCrashes(['clip in a channel'], ({ step }) => SAMPLE.includes(step));
