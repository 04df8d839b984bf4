import { type APIMessage, type Client, Routes } from 'discord.js';
import { NO_GUILD } from '../server/auth/access.ts';
import type { ClipPost } from '../server/clips/library.ts';
import { answerLanguage, type ClipOrder, languagesOf } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import { type Language, type Say, wordsIn } from '../server/words/words.ts';
import type { Answer } from './answer.ts';
import { type ButtonState, clipButtons } from './clip-buttons.ts';
import { is } from './discord-errors.ts';
import { messageBody, sendWhole, type Upload } from './upload.ts';
import { uploadLimit } from './upload-limit.ts';

/** A place into which a clip can be posted. */
export interface Way {
  name: 'answer' | 'channel' | 'dm' | 'place';
  /** What is read there. */
  language: Language;
  /** What it carries, bytes. */
  limitBytes(): Promise<number>;
  /**
   * @param file none where the words have a link
   * @returns where the message is; null where it is no lasting one
   */
  put(content: string, file?: Upload): Promise<MessagePlace | null>;
}

export type MessagePlace = Pick<ClipPost, 'to' | 'guildId' | 'channelId' | 'messageId'>;

/** What the ways of an order work with. */
export interface WayParts {
  client: Client;
  order: ClipOrder;
  /** null where no interaction waits for one. */
  answer: Answer | null;
  /** How the buttons below it have to be. */
  buttons: ButtonState;
  /** What was posted as a file stays in its owner's library for a while. */
  keepsFiles: boolean;
  /** What stood in the way of those that were tried before; may be empty. */
  why: Say;
  /** Told before a message is made in a channel: after a crash it may be there. */
  onTry(channelId: string): Promise<void>;
}

/** The ways to bring an order where it was asked for, best first. A clip for one person alone never goes into a channel. */
export function waysFor(parts: WayParts): Way[] {
  switch (parts.order.to) {
    case 'here':
      return [
        ...(parts.order.replaces ? [place(parts)] : answer(parts)),
        // Where the bot is not, each try would only be one more refusal.
        ...(parts.order.answerOnly ? [] : [channel(parts)]),
        dm(parts, (words) =>
          [words.outcomes.notThereSoHere, parts.why(words)].filter(Boolean).join(' '),
        ),
      ];
    case 'dm':
      // Only they see this answer, so it is as good a place.
      return [dm(parts), ...answer(parts, ({ outcomes }) => outcomes.noDmSoHere)];
    case 'library':
      return [];
  }
}

/** Where a message of an order is, by the way that it went. */
export function placeOfMessage(
  { to, guildId, channelId: orderedIn }: ClipOrder,
  way: Way['name'],
  { id: messageId, channel_id: channelId }: Pick<APIMessage, 'id' | 'channel_id'>,
): MessagePlace | null {
  if (way === 'dm') return { to: 'dm', guildId: NO_GUILD, channelId, messageId };
  // An answer that only one person sees is gone when they look away.
  if (way === 'answer' && to !== 'here') return null;
  const isDm = guildId === NO_GUILD;
  return { to: isDm ? 'dm' : 'channel', guildId, channelId: channelId ?? orderedIn, messageId };
}

/** Below the message: nothing where the clip is gone as soon as it is posted. */
function componentsOf({ order, buttons, keepsFiles }: WayParts, language: Language, file?: Upload) {
  if (file && !keepsFiles && order.clipId === undefined) return [];
  const { sharerId, requesterId } = order;
  const of = { clipId: order.clipId ?? order.id, sharerId, requesterId };
  return [clipButtons(of, buttons, wordsIn(language))];
}

function answer(parts: WayParts, before?: Say): Way[] {
  const { order, answer } = parts;
  if (!answer) return [];
  const language = answerLanguage(order);
  return [
    {
      name: 'answer',
      language,
      async limitBytes() {
        answer.needsTime();
        return answer.limitBytes;
      },
      async put(content, file) {
        const message = await answer.put(
          behind(before, content, language),
          file,
          componentsOf(parts, language, file),
        );
        return placeOfMessage(order, 'answer', message);
      },
    },
  ];
}

/** The message of the clip that this one is longer than. */
function place(parts: WayParts): Way {
  const { client, order } = parts;
  const { channelId, messageId } = order.replaces ?? { channelId: '', messageId: '' };
  const language = languagesOf(order).place;
  return {
    name: 'place',
    language,
    limitBytes: () => limitIn(client, channelId),
    async put(content, file) {
      const components = componentsOf(parts, language, file);
      // Where there is a link now, no file stays.
      const message = { content, components, attachments: [], allowed_mentions: { parse: [] } };
      const route = Routes.channelMessage(channelId, messageId);
      try {
        const edit = async (next?: Upload) =>
          (await client.rest.patch(route, await messageBody(message, next))) as APIMessage;
        const put = () => edit(file);
        const sent = await sendWhole(file, { send: put, replace: put, takeAway: () => edit() });
        return placeOfMessage(order, 'place', sent);
      } catch (error) {
        // What somebody deleted does not come back.
        if (is(error, 'gone')) {
          throw new UserError(({ outcomes }) => outcomes.deletedMeanwhile, {
            status: 404,
            cause: error,
          });
        }
        throw error;
      }
    },
  };
}

/** For an answer that is void (its time was over, or somebody deleted it), and for orders without one. */
function channel(parts: WayParts): Way {
  const { client, order } = parts;
  const { channelId } = order;
  const language = languagesOf(order).place;
  return {
    name: 'channel',
    language,
    limitBytes: () => limitIn(client, channelId),
    async put(content, file) {
      const { id } = await findChannel(client, channelId);
      return placeOfMessage(order, 'channel', await send(parts, language, id, content, file));
    },
  };
}

async function findChannel(client: Client, channelId: string) {
  const found = await client.channels.fetch(channelId);
  if (!found?.isSendable()) throw new Error(`channel ${channelId} takes no messages`);
  return found;
}

async function limitIn(client: Client, channelId: string): Promise<number> {
  const found = await findChannel(client, channelId);
  return uploadLimit('guild' in found ? found.guild : null);
}

function dm(parts: WayParts, before?: Say): Way {
  const { client, order } = parts;
  const language = languagesOf(order).person;
  return {
    name: 'dm',
    language,
    limitBytes: async () => uploadLimit(),
    async put(content, file) {
      const { id } = await client.users.createDM(order.requesterId);
      return placeOfMessage(
        order,
        'dm',
        await send(parts, language, id, behind(before, content, language), file),
      );
    },
  };
}

function behind(before: Say | undefined, content: string, language: Language): string {
  return before ? `${before(wordsIn(language))}\n${content}` : content;
}

async function send(
  parts: WayParts,
  language: Language,
  channelId: string,
  content: string,
  file?: Upload,
): Promise<APIMessage> {
  const { client, order, onTry } = parts;
  await onTry(channelId);
  // The nonce keeps a message that is sent again from appearing twice, for some minutes.
  const once = { nonce: order.id, enforce_nonce: true };
  const components = componentsOf(parts, language, file);
  const message = { content, components, allowed_mentions: { parse: [] } };
  const route = ({ id }: APIMessage) => Routes.channelMessage(channelId, id);
  return sendWhole(file, {
    async send() {
      const body = await messageBody({ ...message, ...once }, file);
      return (await client.rest.post(Routes.channelMessages(channelId), body)) as APIMessage;
    },
    async replace(sent) {
      return (await client.rest.patch(route(sent), await messageBody(message, file))) as APIMessage;
    },
    takeAway: (sent) => client.rest.delete(route(sent)),
  });
}
