import Koa from 'koa';
import type { Services } from '../services.ts';
import { aboutRoutes } from './about.ts';
import { avatarRoutes } from './avatars.ts';
import { bandwidthRoutes } from './bandwidth.ts';
import { channelRoutes } from './channels.ts';
import { clipChangeRoutes } from './clip-changes.ts';
import { clipOrderRoutes } from './clip-orders.ts';
import { clipPageRoutes } from './clip-page.ts';
import { clipRoutes } from './clips.ts';
import { consentRoutes } from './consent.ts';
import { discordSignInRoutes } from './discord-sign-in.ts';
import { errors } from './errors.ts';
import { eventRoutes } from './events.ts';
import { healthRoutes } from './health.ts';
import { internalRoutes } from './internal.ts';
import { internalCallRoutes } from './internal-calls.ts';
import { jsonBody } from './json-body.ts';
import { livekitRoutes } from './livekit.ts';
import { markRoutes } from './marks.ts';
import { sameOrigin } from './origin.ts';
import { pageRoutes } from './pages.ts';
import { passToPreview } from './preview-home.ts';
import { previewRoutes } from './previews.ts';
import { refusedKeys } from './refused-keys.ts';
import { replayRoutes } from './replay.ts';
import { requestIds } from './request-id.ts';
import { securityHeaders } from './security-headers.ts';
import { sessionRoutes } from './session.ts';
import { settingsRoutes } from './settings.ts';
import { webhookRoutes } from './webhook.ts';

/** The whole HTTP side, not yet listening. */
export function createApp(services: Services): Koa {
  const app = newApp(services);
  app.proxy = services.config.http.publicUrl !== undefined;
  // The address that our own proxy saw; those before it anybody can make up.
  app.maxIpsCount = 1;
  app.use(securityHeaders(services));
  // Before the body parser: its signature is over the raw body.
  app.use(webhookRoutes(services));
  app.use(internalRoutes(services));
  app.use(internalCallRoutes(services));
  app.use(healthRoutes(services));
  app.use(sameOrigin(services));
  app.use(refusedKeys());
  // Before the body parser: it keeps nothing of its body.
  app.use(bandwidthRoutes(services));
  app.use(jsonBody);
  app.use(passToPreview(services));
  app.use(aboutRoutes(services));
  app.use(sessionRoutes(services));
  app.use(consentRoutes(services));
  app.use(discordSignInRoutes(services));
  app.use(avatarRoutes(services));
  app.use(settingsRoutes(services));
  app.use(livekitRoutes(services));
  app.use(replayRoutes(services));
  app.use(previewRoutes(services));
  app.use(markRoutes(services));
  app.use(eventRoutes(services));
  app.use(clipChangeRoutes(services));
  app.use(channelRoutes(services));
  // Before the clips, where "orders" would be one's id.
  app.use(clipOrderRoutes(services));
  app.use(clipRoutes(services));
  app.use(clipPageRoutes(services));
  app.use(pageRoutes());
  return app;
}

/** Of a process that serves no pages. */
export function createInternalApp(services: Services): Koa {
  const app = newApp(services);
  app.use(internalRoutes(services));
  app.use(internalCallRoutes(services));
  app.use(healthRoutes(services));
  return app;
}

function newApp({ log }: Services): Koa {
  const app = new Koa();
  app.on('error', (err) => {
    // Somebody closed their page in the middle of an answer, or sends what is no HTTP: not as often as they like.
    if (err.code === 'ERR_STREAM_PREMATURE_CLOSE' || err.code?.startsWith('HPE_')) return;
    log.error({ err }, 'request failed');
  });

  app.use(requestIds);
  app.use(errors(log));
  return app;
}
