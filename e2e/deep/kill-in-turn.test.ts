import { describeKills } from '../support/machines/describe-kills.ts';

await describeKills(Number(process.env.KILLS ?? 20), true);
