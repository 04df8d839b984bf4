import Router from '@koa/router';
import type { Context } from 'koa';
import { UserError } from '../errors.ts';
import type { SentEvent } from '../events.ts';
import type { Services } from '../services.ts';
import { translated } from '../words/translated.ts';
import { type Language, wordsIn } from '../words/words.ts';
import { callerOf } from './caller.ts';
import { languageOf } from './language.ts';

const HEARTBEAT_MS = 15_000;
/** Somebody's pages and programs together, in one process. */
const MOST_STREAMS = 30;
/** Who does not read is let go, and gets what it missed when it comes back, bytes. */
const MOST_UNREAD = 64 * 1024;

/**
 * Server-sent events to the pages and programs of a person: what they missed, then `READY`, then
 * what happens, and `SIGNED_OUT` as the last to a page whose session has ended. `id:` is the moment in ms; `Last-Event-ID` (or `?lastEventId=`) goes on behind it.
 */
export function eventRoutes(services: Services, heartbeatMs = HEARTBEAT_MS) {
  const { events, apiKeys, sessions, log } = services;
  const router = new Router();
  /** By person. */
  const open = new Map<string, number>();

  /** @returns a function that counts it no more @throws UserError (429) */
  function count(userId: string): () => void {
    const before = open.get(userId) ?? 0;
    if (before >= MOST_STREAMS) {
      throw new UserError(({ http }) => http.tooManyStreams(MOST_STREAMS), { status: 429 });
    }
    open.set(userId, before + 1);
    return () => {
      const left = (open.get(userId) ?? 1) - 1;
      if (left > 0) open.set(userId, left);
      else open.delete(userId);
    };
  }

  router.get('/api/events', async (ctx) => {
    const stream = ctx.res;
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    const { userId, keyId, sessionId } = await callerOf(ctx, services);
    // Has no body, so nothing would be delivered.
    if (ctx.method === 'HEAD') return void (ctx.status = 200);

    void closed.then(count(userId));
    const language = languageOf(ctx);
    const send = (event: SentEvent) => {
      if (stream.writableLength > MOST_UNREAD) {
        log.info({ userId }, 'a page reads no events; it is let go');
        return void stream.destroy();
      }
      stream.write(render(event, language), (error) => {
        // Got is what left this machine. What a broken connection lost, the page asks for again by
        // its last id; what never left is sent to whoever comes next.
        if (error || event.id === undefined || stream.destroyed) return;
        events.delivered(userId, event.id).catch((err) => {
          log.warn({ err, userId }, 'a delivered event will be delivered again');
        });
      });
    };
    // Whatever happens while the missed ones are looked up comes behind them.
    let early: SentEvent[] | null = [];
    const listener = (event: SentEvent) => {
      if (early) early.push(event);
      else send(event);
    };
    const { missed, newestId, leave } = await events.subscribe(
      userId,
      lastIdOf(ctx),
      listener,
      sessionId !== null,
    );
    openStream(ctx);
    for (const event of missed) send(event);
    stream.write(`event: READY\nid: ${newestId}\ndata: {}\n\n`);
    for (const event of early) send(event);
    early = null;

    const close = (lastWords = '') => {
      if (stream.writableEnded) return;
      // Nothing can be written behind the end.
      leave();
      stream.end(lastWords);
    };
    const signedOut = () => close('event: SIGNED_OUT\ndata: {}\n\n');
    // Where the person just signed in anew, the browser comes back with the new cookie by itself.
    const endSession = (isReplaced: boolean) => (isReplaced ? close() : signedOut());
    // A session also ends by itself, or through another process.
    const stillIn = async () => {
      const isOver = sessionId !== null && !(await sessions.isLive(sessionId));
      if (isOver) signedOut();
      else if (!stream.writableEnded) stream.write(': still here\n\n');
    };
    const heartbeat = setInterval(() => {
      stillIn().catch((err) => log.warn({ err, userId }, 'a session was not looked up'));
    }, heartbeatMs);
    const forgetKey = keyId && apiKeys.onRevoke(keyId, () => stream.destroy());
    const forgetSession = sessionId && sessions.onEnd(sessionId, endSession);
    void closed.then(() => {
      clearInterval(heartbeat);
      leave();
      if (forgetKey) forgetKey();
      if (forgetSession) forgetSession();
    });
    // It may have ended while the missed ones were looked up.
    if (sessionId && !(await sessions.isLive(sessionId))) signedOut();
  });

  return router.routes();
}

/** From here on the bare response is written to: only its own writes tell when bytes have left. */
function openStream(ctx: Context): void {
  ctx.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  ctx.set('X-Accel-Buffering', 'no');
  ctx.respond = false;
  ctx.res.statusCode = 200;
  ctx.res.write(': hello\n\n');
}

function render({ id, name, data, dataIn }: SentEvent, language: Language): string {
  const number = id === undefined ? '' : `id: ${id}\n`;
  const read = { ...(dataIn?.(language) ?? data) };
  if (typeof read.error === 'string') read.error = translated(read.error, wordsIn(language));
  return `event: ${name}\n${number}data: ${JSON.stringify(read)}\n\n`;
}

/** The header is set by a browser that connects again; a page that was loaded anew has only its address. */
function lastIdOf(ctx: Context): number | undefined {
  const text = ctx.get('Last-Event-ID') || String(ctx.query.lastEventId ?? '');
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
