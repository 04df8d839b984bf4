import { MessageFlags } from 'discord-api-types/v10';
import type { Sandbox } from '../sandbox.ts';
import type { ApiRouter } from './bot-api.ts';

/** The bot's first answer to an interaction, and what follows through its webhook. */
export function addInteractionRoutes(router: ApiRouter, { interactions, messages }: Sandbox): void {
  router.post('/interactions/:id/:token/callback', async (ctx) => {
    const { id, token } = ctx.params as { id: string; token: string };
    const { interaction, message } = await interactions.callback(id, token, ctx.state.body);
    if (ctx.query.with_response !== 'true') {
      ctx.status = 204;
      return;
    }
    ctx.body = {
      interaction: {
        id,
        type: interaction.kind,
        ...(message && {
          response_message_id: message.id,
          response_message_loading: Boolean(message.flags & MessageFlags.Loading),
          response_message_ephemeral: Boolean(message.flags & MessageFlags.Ephemeral),
        }),
      },
      resource: {
        type: Number(ctx.state.body.json.type),
        ...(message && { message: messages.shape(message) }),
      },
    };
  });

  const webhook = '/webhooks/:app/:token';
  type Params = { app: string; token: string; id: string };
  router.post(webhook, async (ctx) => {
    const { app, token } = ctx.params as Params;
    ctx.body = messages.shape(await interactions.followUp(app, token, ctx.state.body));
  });
  router.get(`${webhook}/messages/:id`, (ctx) => {
    const { app, token, id } = ctx.params as Params;
    ctx.body = messages.shape(interactions.read(app, token, id));
  });
  router.patch(`${webhook}/messages/:id`, async (ctx) => {
    const { app, token, id } = ctx.params as Params;
    ctx.body = messages.shape(await interactions.edit(app, token, id, ctx.state.body));
  });
  router.delete(`${webhook}/messages/:id`, async (ctx) => {
    const { app, token, id } = ctx.params as Params;
    await interactions.remove(app, token, id);
    ctx.status = 204;
  });
}
