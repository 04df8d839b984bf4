import { MessageFlags, MessageType } from 'discord-api-types/v10';
import type { Attachments, StoredAttachment } from './attachments.ts';
import type { Body } from './body.ts';
import type { Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import { DiscordError, discordError } from './errors.ts';
import { checkMessage, isV2 } from './limits.ts';
import { mentionsIn } from './mentions.ts';
import { snowflake } from './snowflake.ts';
import { type Channel, userOf, type World } from './world.ts';

export interface StoredMessage {
  id: string;
  channelId: string;
  authorId: string;
  type: MessageType;
  content: string;
  embeds: unknown[];
  components: unknown[];
  attachments: StoredAttachment[];
  flags: number;
  createdAt: string;
  editedAt: string | null;
  mentions: { users: string[]; roles: string[]; everyone: boolean };
  nonce?: string | number;
  /** Id of the message that this one replies to. */
  replyTo?: string;
  /** The command or click that this message answers. */
  origin?: { id: string; type: number; name?: string; fromMenu?: boolean; userId: string };
  /** Ephemeral: the only person who sees it. */
  onlyFor?: string;
}

/** What is special about the way a message comes to be. */
export interface Making {
  /** Bytes that one file may weigh where this message goes. */
  uploadLimit: number;
  origin?: StoredMessage['origin'];
  onlyFor?: string;
  loading?: boolean;
}

const NONCE_LIFE_MS = 5 * 60_000;
const KEPT_FLAGS =
  MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

export type Messages = ReturnType<typeof createMessages>;

export function createMessages(world: World, bus: Bus, attachments: Attachments, clock: Clock) {
  const all = new Map<string, StoredMessage>();
  const nonces = new Map<string, { made: Promise<StoredMessage>; until: number }>();

  /** Takes the request's files, or throws 40005 when one is too heavy. */
  async function keepFiles(body: Body, channelId: string, limit: number) {
    if (body.files.some((file) => file.size > limit)) throw discordError(40005);
    if (body.files.length > 10) {
      throw new DiscordError(400, 50035, 'Invalid Form Body', {
        attachments: {
          _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 10 or fewer in length.' }],
        },
      });
    }
    const listed = Array.isArray(body.json.attachments) ? body.json.attachments : [];
    const kept: StoredAttachment[] = [];
    for (const file of body.files) {
      const entry = listed.find((one) => String(one.id) === String(file.index));
      const named = { ...file, name: entry?.filename ?? file.name };
      kept.push(await attachments.keep(named, channelId, entry?.description));
    }
    body.files = [];
    return kept;
  }

  function fill(message: StoredMessage, json: Record<string, any>): void {
    if (json.content !== undefined) message.content = json.content ?? '';
    if (json.embeds !== undefined) {
      message.embeds = (json.embeds ?? []).map(embedShape);
    }
    if (json.components !== undefined) message.components = numbered(json.components ?? []);
    message.flags |= Number(json.flags ?? 0) & KEPT_FLAGS;
    message.mentions = mentionsIn(world, message, json.allowed_mentions);
  }

  async function make(channel: Channel, authorId: string, body: Body, making: Making) {
    const { json } = body;
    const message: StoredMessage = {
      id: snowflake(),
      channelId: channel.id,
      authorId,
      type: messageType(making, json),
      content: '',
      embeds: [],
      components: [],
      attachments: [],
      flags:
        (making.onlyFor ? MessageFlags.Ephemeral : 0) | (making.loading ? MessageFlags.Loading : 0),
      createdAt: iso(),
      editedAt: null,
      mentions: { users: [], roles: [], everyone: false },
      ...(json.nonce != null && { nonce: json.nonce as string }),
      ...(json.message_reference != null && {
        replyTo: (json.message_reference as { message_id: string }).message_id,
      }),
      ...(making.origin && { origin: making.origin }),
      ...(making.onlyFor && { onlyFor: making.onlyFor }),
    };
    message.attachments = await keepFiles(body, channel.id, making.uploadLimit);
    fill(message, json);
    if (!making.loading) refuseEmpty(message, json);
    all.set(message.id, message);
    channel.lastMessageId = message.id;
    bus.emit('message', 'create', message);
    return message;
  }

  return {
    get: (id: string) => all.get(id),

    /** @throws DiscordError when the channel does not hold the message */
    in(channelId: string, id: string): StoredMessage {
      const message = all.get(id);
      if (!message || message.channelId !== channelId || message.onlyFor) throw discordError(10008);
      return message;
    },

    /** A channel's messages, oldest first, as one person sees them; `undefined`: without ephemeral ones. */
    list(channelId: string, viewer?: string): StoredMessage[] {
      return [...all.values()].filter(
        (one) => one.channelId === channelId && (!one.onlyFor || one.onlyFor === viewer),
      );
    },

    /**
     * With `enforce_nonce`, the same nonce again within five minutes gets the message it made.
     * @throws DiscordError 50035, 50006 (empty), 40005 (a file over making.uploadLimit)
     */
    async create(channel: Channel, authorId: string, body: Body, making: Making) {
      const { json } = body;
      checkMessage(json);
      if (!json.enforce_nonce || json.nonce == null) return make(channel, authorId, body, making);
      const key = `${authorId} ${channel.id} ${json.nonce}`;
      const known = nonces.get(key);
      if (known && known.until > clock.now()) return known.made;
      const made = make(channel, authorId, body, making);
      nonces.set(key, { made, until: clock.now() + NONCE_LIFE_MS });
      made.catch(() => nonces.delete(key));
      return made;
    },

    /** @throws DiscordError as create does */
    async edit(message: StoredMessage, body: Body, uploadLimit: number): Promise<StoredMessage> {
      const { json } = body;
      checkMessage(json);
      const added = await keepFiles(body, message.channelId, uploadLimit);
      // A given list says which of the old files stay; none given, all of them do.
      const listed = Array.isArray(json.attachments)
        ? json.attachments.map((one) => String(one.id))
        : null;
      const stays = message.attachments.filter((one) => !listed || listed.includes(one.id));
      const draft = { ...message, attachments: [...stays, ...added] };
      fill(draft, json);
      refuseEmpty(draft, json);
      for (const gone of message.attachments) {
        if (!stays.includes(gone)) await attachments.remove(gone);
      }
      const waiting = message.flags & MessageFlags.Loading;
      Object.assign(message, draft, {
        flags: draft.flags & ~MessageFlags.Loading,
        editedAt: waiting ? null : iso(),
      });
      bus.emit('message', 'update', message);
      return message;
    },

    async remove(message: StoredMessage): Promise<void> {
      all.delete(message.id);
      for (const attachment of message.attachments) await attachments.remove(attachment);
      bus.emit('message', 'delete', message);
    },

    shape(message: StoredMessage) {
      const { origin } = message;
      const users = message.mentions.users.map((id) => userOf(world, id)).filter(Boolean);
      const reply = message.replyTo ? all.get(message.replyTo) : undefined;
      const interaction = origin && {
        id: origin.id,
        type: origin.type,
        user: userOf(world, origin.userId),
        ...(origin.name && { name: origin.name }),
        authorizing_integration_owners: {
          '0': world.channels.get(message.channelId)?.guildId ?? '0',
        },
      };
      return {
        id: message.id,
        channel_id: message.channelId,
        author: userOf(world, message.authorId),
        content: message.content,
        timestamp: message.createdAt,
        edited_timestamp: message.editedAt,
        tts: false,
        mention_everyone: message.mentions.everyone,
        mentions: users,
        mention_roles: message.mentions.roles,
        attachments: message.attachments.map((one) => attachments.shape(one)),
        embeds: message.embeds,
        components: message.components,
        pinned: false,
        type: message.type,
        flags: message.flags,
        ...(message.nonce !== undefined && { nonce: message.nonce }),
        ...(message.authorId === world.bot.id && { application_id: world.applicationId }),
        ...(origin && { webhook_id: world.applicationId }),
        ...(interaction && { interaction_metadata: interaction }),
        ...(message.replyTo && {
          message_reference: {
            type: 0,
            message_id: message.replyTo,
            channel_id: message.channelId,
          },
          referenced_message: reply ? { id: reply.id, content: reply.content } : null,
        }),
      };
    },
  };
}

function messageType(making: Making, json: Record<string, unknown>): MessageType {
  if (making.origin?.fromMenu) return MessageType.ContextMenuCommand;
  if (making.origin?.name) return MessageType.ChatInputCommand;
  return making.origin || json.message_reference ? MessageType.Reply : MessageType.Default;
}

function refuseEmpty(message: StoredMessage, json: Record<string, any>): void {
  const something =
    message.content.trim() ||
    message.embeds.length ||
    message.attachments.length ||
    (message.components.length && (isV2(json) || message.flags & MessageFlags.IsComponentsV2)) ||
    json.poll ||
    json.sticker_ids?.length;
  if (!something) throw discordError(50006);
}

function embedShape(embed: Record<string, any>) {
  const fields = embed.fields?.map((field: object) => ({ inline: false, ...field }));
  return { type: 'rich', ...embed, ...(fields && { fields }) };
}

/** Discord numbers components that came without an id, and fills in a menu's defaults. */
function numbered(components: unknown[]): unknown[] {
  let next = 0;
  const number = (component: any): unknown => ({
    ...([3, 5, 6, 7, 8].includes(component.type) && { min_values: 1, max_values: 1 }),
    ...component,
    id: component.id ?? ++next,
    ...(component.components && { components: component.components.map(number) }),
    ...(component.accessory && { accessory: number(component.accessory) }),
  });
  return components.map(number);
}

function iso(): string {
  return new Date().toISOString().replace('Z', '000+00:00');
}
