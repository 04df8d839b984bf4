import { invitation } from '../bot/invitation.ts';
import { endOnCrash } from './crash.ts';
import { END_WITHIN_MS } from './ending.ts';
import { failureWords } from './failure-words.ts';
import { startHindsight } from './hindsight.ts';
import { createLog } from './log.ts';
import { readConfig } from './read-config.ts';
import { onStopSignal } from './stop-signals.ts';

/** Whatever hangs, it is over before somebody kills us. */
const END_AT_LAST_MS = END_WITHIN_MS + 2000;

/** `npm start`: runs until it is told to stop. */
try {
  const config = readConfig();
  const log = createLog(config.logLevel);
  endOnCrash(log);
  const hindsight = await startHindsight(config, log);

  const { bot, sandbox } = hindsight;
  console.log(`\nHindsight is up, as ${bot?.name ?? config.roles.join(' and ')}.`);
  if (sandbox) {
    console.log(`  Discord's stand-in   ${sandbox.url}   (type /replay start there)`);
  } else if (bot) {
    console.log('  Discord              type /replay start on a server where the bot is');
    console.log(`  Invite the bot       ${invitation(bot.applicationId)}`);
  }
  if (config.roles.includes('server')) {
    console.log(`  Share page           ${hindsight.url}/share`);
  }
  console.log('  Ctrl-C stops it.\n');

  const stop = async () => {
    setTimeout(() => {
      log.error('a part did not close in time; the process ends all the same');
      process.exit(1);
    }, END_AT_LAST_MS).unref();
    await hindsight.close();
    process.exit(0);
  };
  // A second Ctrl-C does not wait for renders.
  onStopSignal(stop, () => process.exit(1));
} catch (error) {
  console.error(failureWords(error));
  process.exit(1);
}
