import { actionNames } from '../support/crash-at/actions.ts';
import { describeCrashes } from '../support/crash-at/describe-crashes.ts';

const only = process.env.CRASH_ACTION?.split(',');
await describeCrashes(actionNames.filter((name) => !only || only.includes(name)));
