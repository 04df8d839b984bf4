import { syncBuiltinESMExports } from 'node:module';
import { watchDiscord } from './edges/discord.ts';
import { watchFiles } from './edges/files.ts';
import { watchPrograms } from './edges/programs.ts';
import { watchStore } from './edges/store.ts';

/**
 * Loaded before the product, with `--import`: from here on every change of state goes past `crash.ts` at the edge of
 * the process, where it is written down and where the process may die. The product knows nothing of it.
 */
watchFiles();
watchStore();
watchPrograms();
watchDiscord();
// What is imported by name is the watched one, too.
syncBuiltinESMExports();
