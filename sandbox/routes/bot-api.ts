import Router from '@koa/router';
import type { Middleware } from 'koa';
import { audienceOf } from '../audience.ts';
import { type Body, dropUploads, readBody } from '../body.ts';
import { DiscordError, notFound, unauthorized } from '../errors.ts';
import { cutRequest, stallRequest, statusError, truncateFiles } from '../faults.ts';
import { OauthError } from '../oauth.ts';
import { limitHeaders } from '../rate-limits.ts';
import type { Sandbox } from '../sandbox.ts';
import { addApplicationRoutes } from './applications.ts';
import { addChannelRoutes } from './channels.ts';
import { addInteractionRoutes } from './interactions.ts';
import { addOauthRoutes } from './oauth.ts';
import { personApi } from './person-api.ts';
import { addPlaceRoutes } from './places.ts';

export interface ApiState {
  body: Body;
}

export type ApiRouter = Router<ApiState>;

const PREFIX = '/api/v10';

/** REST v10, as far as a bot like ours needs it. */
export function botApi(sandbox: Sandbox): Middleware {
  const router: ApiRouter = new Router({ prefix: PREFIX });
  addApplicationRoutes(router, sandbox);
  addInteractionRoutes(router, sandbox);
  addChannelRoutes(router, sandbox);
  addPlaceRoutes(router, sandbox);
  addOauthRoutes(router, sandbox);
  const personRoutes = personApi(sandbox, PREFIX);
  const routes = router.routes() as unknown as Middleware;

  return async (ctx, next) => {
    if (!ctx.path.startsWith('/api/')) return next();
    const path = ctx.path.slice(PREFIX.length);
    const { socket } = ctx.req;
    const entry = sandbox.requests.add(ctx.method, path, ctx.query);
    try {
      if (!ctx.path.startsWith(`${PREFIX}/`)) throw notFound();
      await misbehave(sandbox, ctx, path);
      const isPerson = /^Bearer /.test(ctx.get('authorization'));
      if (!isPerson) authorize(sandbox, ctx.get('authorization'), path);
      const { limited, headers } = sandbox.rateLimits.count(ctx.method, path);
      ctx.set(headers);
      if (limited) throw new TooMany(limited.retryAfter, limited.scope);
      ctx.state.body = await readBody(ctx.req, sandbox.attachments.uploadsDir);
      if (ctx.state.truncateTo !== undefined) {
        await truncateFiles(ctx.state.body, ctx.state.truncateTo);
      }
      sandbox.requests.fill(entry, ctx.state.body);
      Object.assign(entry, audienceOf(sandbox, entry, ctx.state.body));
      await (isPerson ? personRoutes : routes)(ctx, async () => {});
      if (ctx.status === 404 && ctx.body === undefined) throw notFound();
    } catch (error) {
      if (socket.destroyed) return;
      if (error instanceof CloudflareLimit) {
        ctx.status = 429;
        ctx.type = 'html';
        ctx.body = '<!doctype html><title>Access denied | discord.com</title>Error 1015';
        if (error.retryAfter !== undefined) ctx.set('Retry-After', String(error.retryAfter));
      } else if (error instanceof TooMany) {
        ctx.set(limitHeaders(error));
        ctx.status = 429;
        const global = error.scope === 'global';
        ctx.body = { message: error.message, retry_after: error.retryAfter, global };
      } else if (error instanceof DiscordError || error instanceof OauthError) {
        ctx.status = error.status;
        ctx.body = error.body;
      } else {
        console.error(error);
        ctx.status = 500;
        ctx.body = { message: '500: Internal Server Error', code: 0 };
      }
      // Read what is still coming, or the client sees a broken pipe instead of the answer.
      ctx.req.resume();
    } finally {
      await dropUploads(ctx.state.body);
      if (ctx.state.loseAnswer) socket.destroy();
      entry.status = socket.destroyed ? 0 : ctx.status;
      entry.answer = ctx.body;
    }
  };
}

class TooMany extends Error {
  readonly retryAfter: number;
  readonly scope: 'user' | 'global' | 'shared';

  constructor(retryAfter: number, scope: 'user' | 'global' | 'shared') {
    super('You are being rate limited.');
    this.retryAfter = retryAfter;
    this.scope = scope;
  }
}

/** What stands in front of Discord refuses the whole address. */
class CloudflareLimit extends Error {
  readonly retryAfter: number | undefined;

  constructor(retryAfter: number | undefined) {
    super('You are being rate limited.');
    this.retryAfter = retryAfter;
  }
}

type Context = Parameters<Middleware>[0];

async function misbehave(sandbox: Sandbox, ctx: Context, path: string): Promise<void> {
  const kind = sandbox.faults.take(ctx.method, path, Boolean(ctx.is('multipart')))?.kind;
  if (!kind) return;
  sandbox.bus.emit('world');
  if ('status' in kind) throw statusError(kind);
  if ('retryAfter' in kind) {
    throw new TooMany(kind.retryAfter, kind.global ? 'global' : (kind.scope ?? 'shared'));
  }
  if ('cloudflare' in kind) throw new CloudflareLimit(kind.cloudflare.retryAfter);
  if ('delay' in kind) await new Promise((resolve) => setTimeout(resolve, kind.delay));
  else if ('loseAnswer' in kind) ctx.state.loseAnswer = true;
  else if ('truncateTo' in kind) ctx.state.truncateTo = kind.truncateTo;
  else if ('stallAfter' in kind) {
    await stallRequest(ctx.req, kind.stallAfter);
    throw new Error('the upload was given up, as ordered');
  } else {
    await cutRequest(ctx.req, kind.cutAfter);
    throw new Error('the connection was cut, as ordered');
  }
}

/** Interaction and webhook paths carry their own token, OAuth2's name the application; everything else needs the bot's. */
function authorize(sandbox: Sandbox, header: string, path: string): void {
  if (/^\/(interactions|webhooks|oauth2\/token)(\/|$)/.test(path) || path === '/gateway') return;
  if (header !== `Bot ${sandbox.world.botToken}`) throw unauthorized();
}
