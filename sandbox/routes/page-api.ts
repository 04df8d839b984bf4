import Router from '@koa/router';
import type { Middleware } from 'koa';
import { readBody } from '../body.ts';
import { completions } from '../complete.ts';
import { DiscordError } from '../errors.ts';
import type { Interaction } from '../interactions.ts';
import type { StoredMessage } from '../messages.ts';
import { createPeople, PeopleError, TypingError } from '../people.ts';
import type { Sandbox } from '../sandbox.ts';
import { interactionView, messageView, worldView } from '../views.ts';
import { eventStream } from './events.ts';
import { addSettingRoutes } from './settings.ts';

export type PageRouter = Router<{ json: Record<string, any> }>;

/** What the page and the tests use: people's doings, live events, settings and faults. */
export function pageApi(sandbox: Sandbox): Middleware {
  const router: PageRouter = new Router({ prefix: '/sandbox' });
  const people = createPeople(sandbox);
  const { messages, interactions } = sandbox;
  const view = (message: StoredMessage) => messageView(sandbox, message);

  router.use(async (ctx, next) => {
    try {
      const { json } = ctx.method === 'GET' ? { json: {} } : await readBody(ctx.req, '');
      ctx.state.json = json;
      await next();
    } catch (error) {
      const known = [PeopleError, TypingError, DiscordError].some((kind) => error instanceof kind);
      if (!known) throw error;
      ctx.status = 400;
      ctx.body = { error: (error as Error).message };
    }
  });

  router.get('/world', (ctx) => {
    ctx.body = worldView(sandbox, people.personId(String(ctx.query.as ?? 'ada')));
  });
  router.get('/messages', (ctx) => {
    const { as = 'ada', channel = '#clips' } = ctx.query as Record<string, string>;
    const userId = people.personId(as);
    const { id } = people.channelFor(userId, channel);
    const own = (one: Interaction) => one.userId === userId && one.channelId === id;
    ctx.body = {
      messages: messages.list(id, userId).map(view),
      interactions: interactions.list().filter(own).slice(-50).map(interactionView),
    };
  });
  router.get('/interactions', (ctx) => {
    ctx.body = interactions.list().map(interactionView);
  });
  router.get('/interactions/:id', (ctx) => {
    const interaction = interactions.get(ctx.params.id!);
    const original = messages.get(interaction?.originalId ?? '');
    ctx.body = interaction && {
      ...interactionView(interaction),
      ...(original && { message: view(original) }),
    };
  });
  router.get('/events', (ctx) => {
    const userId = people.personId(String(ctx.query.as ?? 'ada'));
    ctx.type = 'text/event-stream';
    ctx.set('Cache-Control', 'no-store');
    ctx.body = eventStream(sandbox, userId);
  });

  router.post('/messages', async (ctx) => {
    const { as, channel, content } = ctx.state.json;
    ctx.body = view(await people.write(as, channel, content));
  });
  router.post('/commands', (ctx) => {
    const { as, channel, command, target } = ctx.state.json;
    const made = target
      ? people.runOn(as, channel, command, target)
      : people.run(as, channel, command);
    ctx.body = interactionView(made);
  });
  router.post('/completions', async (ctx) => {
    const { as, channel, text } = ctx.state.json;
    const userId = people.personId(as);
    const there = people.channelFor(userId, channel);
    const usable = people.usable(there, userId);
    const ask = (line: Parameters<typeof people.autocomplete>[2]) =>
      people.autocomplete(as, channel, line);
    ctx.body = await completions(
      sandbox,
      String(text),
      usable,
      { ...there, locale: people.localeOf(userId) },
      ask,
    );
  });
  router.post('/components', (ctx) => {
    const { as, message, customId, values } = ctx.state.json;
    ctx.body = interactionView(people.use(as, message, customId, values));
  });
  router.post('/modals', (ctx) => {
    const { as, interaction, values } = ctx.state.json;
    ctx.body = interactionView(people.submit(as, interaction, values));
  });
  router.post('/dismiss', async (ctx) => {
    await people.dismiss(ctx.state.json.as, ctx.state.json.message);
    ctx.status = 204;
  });
  addSettingRoutes(router, sandbox, people);
  return router.routes() as unknown as Middleware;
}
