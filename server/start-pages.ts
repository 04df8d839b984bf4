import { createApp, createInternalApp } from './http/app.ts';
import { proxySignalling } from './http/signalling-proxy.ts';
import type { Services } from './services.ts';
import type { OwnProcess } from './start-process.ts';

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
