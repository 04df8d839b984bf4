import { describeKills } from './support/machines/describe-kills.ts';

// All of them, twenty times: e2e/deep/kill-in-turn.test.ts.
await describeKills(3);
