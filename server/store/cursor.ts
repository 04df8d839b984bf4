import { UserError } from '../errors.ts';
import type { ListMember, Page } from './store.ts';

/** `score:member` of the last member shown; the next page goes on behind it. */
export function renderCursor({ member, score }: ListMember): string {
  return `${score}:${member}`;
}

/** @throws UserError when the text is no cursor */
export function parseCursor(text: string): ListMember {
  const colon = text.indexOf(':');
  const score = Number(text.slice(0, colon));
  if (colon < 1 || !Number.isFinite(score))
    throw new UserError((words) => words.clips.noCursor(text));
  return { score, member: text.slice(colon + 1) };
}

/** By score, then by the member's bytes, as every Index has it. */
export function compareMembers(one: ListMember, other: ListMember): number {
  return (
    one.score - other.score || Buffer.compare(Buffer.from(one.member), Buffer.from(other.member))
  );
}

/** @param found up to one member more than `limit`, which tells that there is another page */
export function toPage(found: ListMember[], limit: number): Page {
  const members = found.slice(0, limit);
  const last = members.at(-1);
  return found.length > limit && last ? { members, cursor: renderCursor(last) } : { members };
}
