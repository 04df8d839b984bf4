import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { installationSecret } from './auth/secret.ts';
import { shareSecrets } from './auth/shared-secrets.ts';
import type { Config } from './config.ts';
import { createHandover } from './handover.ts';
import { internalAddress } from './http/internal-address.ts';
import type { Log } from './log.ts';
import { openFolders } from './private-files.ts';
import { joinProcesses, type Processes } from './processes.ts';
import { openStore } from './store/open.ts';
import { needReadable } from './store/version.ts';

export type OnClose = (closer: () => Promise<unknown>) => void;

/** What every process has, whatever its roles. */
export type OwnProcess = Awaited<ReturnType<typeof startProcess>>;

/** Opens the store, takes the port and makes itself known to the other processes. */
export async function startProcess(config: Config, log: Log, onClose: OnClose) {
  await openFolders(config, log);
  const store = await openStore(config, log);
  onClose(store.close);
  await needReadable(store);
  let last = async () => {};
  onClose(() => last());
  await shareSecrets(store, config.dataDir, ['secret', 'internal'], log);
  const { host, port } = config.http;
  const owner = `${hostname()}/${process.pid}`;
  const handover = createHandover({ store, owner, at: { host, port }, log });
  onClose(handover.close);
  const http = await handover.listen();
  onClose(http.close);
  const address = internalAddress(config.http, http.port);
  const processes = await joinProcesses(store, { roles: config.roles, address }, log);
  onClose(processes.close);
  return {
    ...{ store, handover, http, processes },
    secret: installationSecret(config.dataDir, 'secret'),
    /** Which all processes of the installation have. */
    internalKey: installationSecret(config.dataDir, 'internal'),
    ...(await ownFolders(config, store.isShared ? processes : null)),
    /** @param work done when all but the store is closed */
    atLast(work: () => Promise<void>): void {
      last = work;
    },
  };
}

/** Folders in which no other process works, without what earlier ones have left there. */
async function ownFolders(
  { dataDir, previewsPath, http }: Config,
  processes: Processes | null,
): Promise<{ tempPath: string; previewsPath: string }> {
  const temps = join(dataDir, 'tmp');
  // The port is ours: no other process works here.
  if (!processes) {
    await rm(temps, { recursive: true, force: true });
    return { tempPath: temps, previewsPath };
  }
  for (const name of await readdir(temps).catch(() => [])) {
    if (await processes.isAlive(name)) continue;
    await rm(join(temps, name), { recursive: true, force: true });
  }
  return {
    tempPath: join(temps, processes.id),
    // The same after a restart: previews live on.
    previewsPath: join(previewsPath, `${hostname()}-${http.port}`),
  };
}
