import type { Log } from '../log.ts';
import { openRedisStore } from './redis.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

/** SQLite in `dataDir`, or Redis where `storeUrl` says so. */
export function openStore(
  config: { dataDir: string; storeUrl?: string | undefined },
  log: Log,
): Promise<Store> {
  return config.storeUrl
    ? openRedisStore(config.storeUrl, log)
    : openSqliteStore(config.dataDir, log);
}
