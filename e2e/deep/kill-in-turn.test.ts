import { describeKills } from '../support/machines/describe-kills.ts';

await describeKills(20);
