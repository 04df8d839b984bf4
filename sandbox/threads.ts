import { ChannelType, GatewayIntentBits } from 'discord-api-types/v10';
import { PeopleError } from './people-error.ts';
import { permissionsIn } from './permissions.ts';
import type { Sandbox } from './sandbox.ts';
import { channelShape } from './shapes.ts';
import { snowflake } from './snowflake.ts';
import type { Channel, Thread } from './world.ts';

/** Kinds of channels that can be made beside those of the start; a post in a forum is a thread of it. */
const KINDS = {
  text: ChannelType.GuildText,
  announcement: ChannelType.GuildAnnouncement,
  stage: ChannelType.GuildStageVoice,
  forum: ChannelType.GuildForum,
  category: ChannelType.GuildCategory,
  thread: ChannelType.PublicThread,
  'private thread': ChannelType.PrivateThread,
  'announcement thread': ChannelType.AnnouncementThread,
  group: ChannelType.GroupDM,
} as const;

export type ChannelKind = keyof typeof KINDS;

/** What a new channel is to be. */
export interface NewChannel {
  kind: ChannelKind;
  name: string;
  /** Its server; of a group none, of a thread that of its parent. */
  guildId?: string | undefined;
  /** Of a thread. */
  parentId?: string | undefined;
  /** Who is in a thread or a group. */
  memberIds?: string[] | undefined;
}

type World = Pick<Sandbox, 'world' | 'gateway'>;

/** @throws PeopleError for a thread without a channel, or a group without people */
export function addChannel({ world, gateway }: World, wanted: NewChannel): Channel {
  const { kind, name, memberIds = [] } = wanted;
  const isThread = kind.endsWith('thread');
  const parent = world.channels.get(wanted.parentId ?? '');
  if (isThread && !parent?.guildId) throw new PeopleError('A thread needs a channel.');
  if (kind === 'group' && memberIds.length === 0) throw new PeopleError('A group needs people.');
  const guildId = isThread ? parent?.guildId : wanted.guildId;
  const channel: Channel = {
    ...{ id: snowflake(), type: KINDS[kind], name, position: 99 },
    ...{ overwrites: [], lastMessageId: null },
    ...(guildId && { guildId }),
    ...(isThread && parent && { parentId: parent.id }),
    ...(isThread && { thread: { archived: false, locked: false, memberIds } }),
    ...(kind === 'group' && { peopleIds: memberIds }),
  };
  world.channels.set(channel.id, channel);
  const isTold = guildId && (!isThread || permissionsIn(world, channel, world.bot.id));
  const event = isThread ? 'THREAD_CREATE' : 'CHANNEL_CREATE';
  const shape = channelShape(world, channel);
  if (isTold) gateway.tell(event, shape, guildId, GatewayIntentBits.Guilds);
  return channel;
}

/** Archives or locks a thread, or opens it again. @throws PeopleError for what is no thread */
export function changeThread(
  { world, gateway }: World,
  channel: Channel,
  change: Partial<Thread>,
): void {
  if (!channel.thread) throw new PeopleError(`${channel.name} is no thread.`);
  Object.assign(channel.thread, change);
  const shape = channelShape(world, channel);
  gateway.tell('THREAD_UPDATE', shape, channel.guildId, GatewayIntentBits.Guilds);
}

/** What is written, or done, in an archived thread opens it again. */
export function reopen(channel: Channel, sandbox: World): void {
  if (channel.thread?.archived) changeThread(sandbox, channel, { archived: false });
}
