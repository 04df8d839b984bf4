import { InteractionResponseType as Answer, MessageFlags } from 'discord-api-types/v10';
import type { Body } from './body.ts';
import type { Interaction } from './interactions.ts';
import type { LoggedRequest } from './requests.ts';
import type { Sandbox } from './sandbox.ts';

type Parts = Pick<Sandbox, 'world' | 'messages' | 'interactions'>;

const MESSAGES: Answer[] = [
  Answer.ChannelMessageWithSource,
  Answer.DeferredChannelMessageWithSource,
];
const UPDATES: Answer[] = [Answer.UpdateMessage, Answer.DeferredMessageUpdate];

/** Who sees what a request writes and what it answers; to be asked before it is done. */
export function audienceOf(
  { world, messages, interactions }: Parts,
  { method, path }: Pick<LoggedRequest, 'method' | 'path'>,
  { json }: Body,
): Pick<LoggedRequest, 'seenBy' | 'answers'> {
  const [, kind = '', id = '', token = '', , messageId = ''] = path
    .split('/')
    .map(decodeURIComponent);
  if (kind === 'channels') return named(world.channels.get(id)?.recipientId);
  const interaction = interactions.withToken(token);
  if (!interaction) return {};
  const onlyFor = (target: string | undefined) => messages.get(target ?? '')?.onlyFor;
  const isEphemeral = (flags: unknown) =>
    Number(flags ?? 0) & MessageFlags.Ephemeral ? interaction.userId : undefined;

  function seenBy({ userId, channelId, sourceId, originalId }: Interaction): string | undefined {
    if (world.channels.get(channelId)?.recipientId) return userId;
    if (kind === 'interactions') {
      const type = json.type as Answer;
      if (MESSAGES.includes(type)) return isEphemeral((json.data as { flags?: unknown })?.flags);
      return UPDATES.includes(type) ? onlyFor(sourceId) : userId;
    }
    if (method !== 'POST') return onlyFor(messageId === '@original' ? originalId : messageId);
    const waiting = messages.get(originalId ?? '');
    // A follow-up takes the place of an answer that is still waited for.
    return waiting && waiting.flags & MessageFlags.Loading
      ? waiting.onlyFor
      : isEphemeral(json.flags);
  }
  return { ...named(seenBy(interaction)), answers: interaction.name ?? interaction.label };
}

function named(seenBy: string | undefined): Pick<LoggedRequest, 'seenBy'> {
  return seenBy === undefined ? {} : { seenBy };
}
