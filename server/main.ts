import { loadDotEnv } from '../scripts/parts/dot-env.mjs';
import { ConfigError, loadConfig } from './config.ts';
import { UserError } from './errors.ts';
import { startHindsight } from './hindsight.ts';
import { createLog } from './log.ts';

/** `npm start`: runs until it is told to stop. */
try {
  loadDotEnv();
  const config = loadConfig(process.env);
  const hindsight = await startHindsight(config, createLog(config.logLevel));

  const { botName, sandbox } = hindsight;
  console.log(`\nHindsight is up, as ${botName ?? config.roles.join(' and ')}.`);
  if (sandbox) {
    console.log(`  Discord's stand-in   ${sandbox.url}   (type /replay start there)`);
  } else if (botName) {
    console.log('  Discord              type /replay start on a server where the bot is');
  }
  if (config.roles.includes('server')) {
    console.log(`  Share page           ${hindsight.url}/share`);
  }
  console.log('  Ctrl-C stops it.\n');

  let stopping = false;
  const stop = async () => {
    // A second Ctrl-C does not wait for renders.
    if (stopping) process.exit(1);
    stopping = true;
    await hindsight.close();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  const known = error instanceof ConfigError || error instanceof UserError;
  console.error(known ? error.message : error);
  process.exit(1);
}
