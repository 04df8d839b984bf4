import { startJobs } from '../jobs/scheduler.ts';
import { cleanClips } from './clips/clean.ts';
import { createApp, createInternalApp } from './http/app.ts';
import { proxySignalling } from './http/signalling-proxy.ts';
import { cleanWindows } from './servers/clean-windows.ts';
import type { Services } from './services.ts';
import type { Reconciler } from './shares/reconcile.ts';
import type { OnClose, OwnProcess } from './start-process.ts';

/** Pages, API and webhooks; where another process serves them, only what the others and the doctor ask. */
export function servePages(services: Services, { http }: Pick<OwnProcess, 'http'>): void {
  const { config, livekit, log } = services;
  if (!config.roles.includes('server')) {
    return http.serve(createInternalApp(services).callback());
  }
  const takeSignalling = proxySignalling(http.server, livekit.url, log);
  const handle = createApp(services).callback();
  http.serve((request, response) => takeSignalling(request, response) || handle(request, response));
}

/** From here on recordings are watched, and what is due is removed every minute. */
export async function startUpkeep(
  services: Services,
  reconciler: Reconciler,
  onClose: OnClose,
): Promise<void> {
  const { config, store, clips, servers, rules, shares, voices, removedServers, log } = services;
  await reconciler.lookAll();
  reconciler.watch();
  const onCleanClips = () => {
    cleanClips({ index: store.index, clips, log }).catch((err) => {
      log.error({ err }, 'clips whose time is over stay until the next minute');
    });
    cleanWindows({ servers, rules, shares, voices, log }).catch((err) => {
      log.error({ err }, 'segments past the window of their server stay until the next minute');
    });
    removedServers.clean().catch((err) => {
      log.error({ err }, 'what was kept for servers stays until the next minute');
    });
  };
  // What was due while no process ran.
  onCleanClips();
  const onLook = () => void reconciler.lookAll();
  const jobs = startJobs({ config, log, onLook, onCleanClips });
  onClose(jobs.close);
}
