import type { StoredMessage } from './messages.ts';
import type { World } from './world.ts';

interface AllowedMentions {
  parse?: ('users' | 'roles' | 'everyone')[];
  users?: string[];
  roles?: string[];
}

/** Whom a text pings. Without `allowed` everyone it names; an empty `parse` nobody. */
export function mentionsIn(
  world: World,
  message: Pick<StoredMessage, 'content' | 'channelId'>,
  allowed?: AllowedMentions | null,
): StoredMessage['mentions'] {
  const text = message.content;
  const parse = allowed ? (allowed.parse ?? []) : ['users', 'roles', 'everyone'];
  const guild = world.guilds.get(world.channels.get(message.channelId)?.guildId ?? '');
  const ids = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((m) => m[1]!))];
  const users = ids(/<@!?(\d+)>/g).filter(
    (id) => parse.includes('users') || allowed?.users?.includes(id),
  );
  const roles = ids(/<@&(\d+)>/g).filter(
    (id) =>
      (parse.includes('roles') || allowed?.roles?.includes(id)) &&
      guild?.roles.some((role) => role.id === id && role.mentionable),
  );
  const everyone = parse.includes('everyone') && /@(everyone|here)\b/.test(text);
  return { users, roles, everyone };
}
