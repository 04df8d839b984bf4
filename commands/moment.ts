import { UserError } from '../server/errors.ts';
import type { Mark, Marks } from '../server/marks/marks.ts';
import { formatDuration, parseDuration } from './duration.ts';

/** What an option for a moment takes beside a mark's label, its id (as the choices send it) and how long ago it was. */
const LAST_MARK = 'last mark';
const LAST_CLIP = 'last clip';
/** Discord's law for choices. */
const MOST_CHOICES = 25;
const LONGEST_NAME = 100;

type Asked = { userId: string; momentMs: number; marks: Pick<Marks, 'recent' | 'lastClipEnd'> };

/**
 * The moment that an option means, ms since the epoch: the last mark, a certain one, the end of one's last clip, or so
 * long ago.
 * @throws UserError that says what to do
 */
export async function momentOption(
  typed: string,
  { userId, momentMs, marks }: Asked,
): Promise<number> {
  const wanted = typed.trim().toLowerCase();
  if (wanted === LAST_CLIP || wanted === 'clip') {
    const endMs = await marks.lastClipEnd(userId);
    if (endMs !== undefined) return endMs;
    throw new UserError('Nothing that is still kept has been clipped of you yet. Try `duration:`.');
  }
  const recent = await marks.recent(userId);
  const found =
    wanted === LAST_MARK || wanted === 'mark'
      ? recent[0]
      : recent.find(({ id, label }) => id === wanted || label.toLowerCase() === wanted);
  if (found) return found.atMs;
  const agoMs = parseDuration(wanted);
  if (agoMs !== null) return momentMs - agoMs;
  throw new UserError(
    wanted === LAST_MARK || wanted === 'mark'
      ? 'You have no mark that is still kept. `/replay mark` sets one while you play.'
      : `"${typed.slice(0, 40)}" is none of your marks and no length of time. Take one that is offered, or 5m, 90s, 1:30.`,
  );
}

/** What is offered while such an option is typed. */
export async function momentChoices(typed: string, { userId, momentMs, marks }: Asked) {
  const recent = await marks.recent(userId, MOST_CHOICES);
  const endMs = await marks.lastClipEnd(userId);
  const ago = (ms: number) => `${formatDuration(momentMs - ms)} ago`;
  const [last] = recent;
  const choices = [
    ...(last ? [{ name: `my last mark (${describe(last, ago)})`, value: LAST_MARK }] : []),
    ...(endMs ? [{ name: `the end of my last clip (${ago(endMs)})`, value: LAST_CLIP }] : []),
    ...recent.slice(1).map((mark) => ({ name: describe(mark, ago), value: mark.id })),
  ];
  const wanted = typed.trim().toLowerCase();
  return choices.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, MOST_CHOICES);
}

function describe({ label, atMs }: Mark, ago: (ms: number) => string): string {
  const when = ago(atMs);
  return label ? `${label.slice(0, LONGEST_NAME - when.length - 20)}, ${when}` : when;
}
