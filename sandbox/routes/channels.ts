import { ChannelType, PermissionFlagsBits as P } from 'discord-api-types/v10';
import { discordError } from '../errors.ts';
import { permissionsIn } from '../permissions.ts';
import type { Sandbox } from '../sandbox.ts';
import { channelShape } from '../shapes.ts';
import { reopen } from '../threads.ts';
import { type Channel, shareAServer, uploadLimitOf } from '../world.ts';
import type { ApiRouter } from './bot-api.ts';

const FORUMS = [ChannelType.GuildForum, ChannelType.GuildMedia];
const WRITTEN = [
  ...[ChannelType.GuildText, ChannelType.GuildVoice, ChannelType.DM],
  ...[ChannelType.GuildAnnouncement, ChannelType.GuildStageVoice],
  ...[ChannelType.PublicThread, ChannelType.PrivateThread, ChannelType.AnnouncementThread],
];

type Params = { id: string; message: string };

/** Channels and the messages that the bot posts into them on its own. */
export function addChannelRoutes(router: ApiRouter, sandbox: Sandbox): void {
  const { world, messages } = sandbox;

  /** @throws DiscordError 10003, 50001 (may not see it), 50013 (lacks a permission) */
  function channelFor(id: string, needed = 0n): Channel {
    const channel = world.channels.get(id);
    if (!channel) throw discordError(10003);
    const allowed = permissionsIn(world, channel, world.bot.id);
    if (!(allowed & P.ViewChannel)) throw discordError(50001);
    if ((allowed & needed) !== needed) throw discordError(50013);
    return channel;
  }

  /** @throws DiscordError 50007, 50278 for a person who can't be reached */
  function checkReachable({ recipientId }: Channel): void {
    if (!recipientId) return;
    if (!shareAServer(world, recipientId)) throw discordError(50278);
    if (!world.people.get(recipientId)?.takesDms) throw discordError(50007);
  }

  /** @throws DiscordError 40058, 50008, 50083, 160005 where nothing can be written */
  function checkWritable({ id, type, thread }: Channel): void {
    if (FORUMS.includes(type)) throw discordError(40058);
    if (!WRITTEN.includes(type)) throw discordError(50008);
    if (!thread?.locked) return;
    const channel = channelFor(id);
    if (permissionsIn(world, channel, world.bot.id) & P.ManageThreads) return;
    throw discordError(thread.archived ? 50083 : 160005);
  }

  /** An answer to a message shows it. @throws DiscordError 160002 */
  function checkReply({ id }: Channel, body: Record<string, unknown>): void {
    if (body.message_reference == null) return;
    const allowed = permissionsIn(world, channelFor(id), world.bot.id);
    if (!(allowed & P.ReadMessageHistory)) throw discordError(160002);
  }

  router.get('/channels/:id', (ctx) => {
    ctx.body = channelShape(world, channelFor(ctx.params.id!));
  });
  router.get('/channels/:id/messages', (ctx) => {
    const channel = channelFor(ctx.params.id!, P.ReadMessageHistory);
    const { before, after } = ctx.query as Record<string, string | undefined>;
    const limit = Math.min(Number(ctx.query.limit ?? 50), 100);
    const all = messages
      .list(channel.id)
      .filter(
        ({ id }) =>
          (!before || BigInt(id) < BigInt(before)) && (!after || BigInt(id) > BigInt(after)),
      );
    const page = after && !before ? all.slice(0, limit) : all.slice(-limit);
    ctx.body = page.reverse().map((message) => messages.shape(message));
  });
  router.post('/channels/:id/messages', async (ctx) => {
    const files = ctx.state.body.files.length > 0;
    const isThread = Boolean(world.channels.get(ctx.params.id!)?.thread);
    const send = isThread ? P.SendMessagesInThreads : P.SendMessages;
    const channel = channelFor(ctx.params.id!, send | (files ? P.AttachFiles : 0n));
    checkReachable(channel);
    checkWritable(channel);
    checkReply(channel, ctx.state.body.json);
    const making = { uploadLimit: uploadLimitOf(world, channel) };
    ctx.body = messages.shape(await messages.create(channel, world.bot.id, ctx.state.body, making));
    if (channel.thread?.archived) reopen(channel, sandbox);
  });
  router.get('/channels/:id/messages/:message', (ctx) => {
    const { id, message } = ctx.params as Params;
    ctx.body = messages.shape(messages.in(channelFor(id, P.ReadMessageHistory).id, message));
  });
  router.patch('/channels/:id/messages/:message', async (ctx) => {
    const { id, message } = ctx.params as Params;
    const files = ctx.state.body.files.length > 0;
    const channel = channelFor(id, files ? P.AttachFiles : 0n);
    const old = messages.in(channel.id, message);
    if (old.authorId !== world.bot.id) throw discordError(50005);
    if (channel.thread?.archived) throw discordError(50083);
    const limit = uploadLimitOf(world, channel);
    ctx.body = messages.shape(await messages.edit(old, ctx.state.body, limit));
  });
  router.delete('/channels/:id/messages/:message', async (ctx) => {
    const { id, message } = ctx.params as Params;
    const channel = channelFor(id);
    const old = messages.in(channel.id, message);
    if (old.authorId !== world.bot.id) channelFor(id, P.ManageMessages);
    await messages.remove(old);
    ctx.status = 204;
  });
  router.post('/channels/:id/typing', (ctx) => {
    const channel = channelFor(ctx.params.id!, P.SendMessages);
    sandbox.bus.emit('typing', channel.id, world.bot.id);
    ctx.status = 204;
  });
}
