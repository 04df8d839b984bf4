import { messageIn, type Rule } from './rule.ts';

/** Nobody is called who was not meant: each text says whom it mentions, and that is nobody. */
export const mentions: Rule = (request) => {
  const message = messageIn(request);
  if (!message?.content) return [];
  const wrong: string[] = [];
  const { parse, users = [], roles = [], replied_user = false } = message.allowed_mentions ?? {};
  if (!Array.isArray(parse) || parse.length > 0) wrong.push('it may call everybody that it names');
  if (users.length > 0 || roles.length > 0 || replied_user) wrong.push('it calls somebody');
  // What somebody typed may be said back to them alone.
  const isPublic = request.seenBy === undefined;
  if (isPublic && /(?<!\\)@(everyone|here)\b/.test(message.content))
    wrong.push('it says @everyone or @here');
  return wrong;
};
