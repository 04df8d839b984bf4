import { actionNames } from '../support/crash-at/actions.ts';
import { describeCrashes } from '../support/crash-at/describe-crashes.ts';

/** Which ones alone, by a part of their names. */
const { CRASH_ACTION = '', CRASH_STEP = '' } = process.env;
await describeCrashes(
  actionNames.filter((name) => name.includes(CRASH_ACTION)),
  ({ step }) => step.includes(CRASH_STEP),
);
