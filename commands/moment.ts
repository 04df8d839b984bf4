import { UserError } from '../server/errors.ts';
import type { Mark, Marks } from '../server/marks/marks.ts';
import { LANGUAGES, USUAL, wordsIn } from '../server/words/words.ts';
import { parseDuration } from './duration.ts';

/** What an option for a moment takes beside a mark's label, its id (as the choices send it) and how long ago it was. */
const LAST_MARK = 'last mark';
const LAST_CLIP = 'last clip';
const CALLED_MARK = LANGUAGES.flatMap((language) => wordsIn(language).choices.typedMark);
const CALLED_CLIP = LANGUAGES.flatMap((language) => wordsIn(language).choices.typedClip);
/** Discord's law for choices. */
const MOST_CHOICES = 25;
const LONGEST_NAME = 100;
/** What may stand around a mark's label, characters. */
const AROUND = 30;

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
  if (CALLED_CLIP.includes(wanted)) {
    const endMs = await marks.lastClipEnd(userId);
    if (endMs !== undefined) return endMs;
    throw new UserError((words) => words.asked.noClipYet);
  }
  const recent = await marks.recent(userId);
  const isMark = CALLED_MARK.includes(wanted);
  const found = isMark
    ? recent[0]
    : recent.find(({ id, label }) => id === wanted || label.toLowerCase() === wanted);
  if (found) return found.atMs;
  const agoMs = parseDuration(wanted);
  if (agoMs !== null) return momentMs - agoMs;
  throw new UserError(({ asked }) => (isMark ? asked.noMark : asked.noMoment(typed.slice(0, 40))));
}

/** What is offered while such an option is typed. */
export async function momentChoices(
  typed: string,
  { userId, momentMs, marks }: Asked,
  words = wordsIn(USUAL),
) {
  const { choices: say } = words;
  const recent = await marks.recent(userId, MOST_CHOICES);
  const endMs = await marks.lastClipEnd(userId);
  const ago = (ms: number) => words.ago(words.duration(momentMs - ms));
  const [last] = recent;
  const choices = [
    ...(last ? [{ name: say.lastMark(describe(last, ago)), value: LAST_MARK }] : []),
    ...(endMs ? [{ name: say.lastClip(ago(endMs)), value: LAST_CLIP }] : []),
    ...recent.slice(1).map((mark) => ({ name: describe(mark, ago), value: mark.id })),
  ];
  const wanted = typed.trim().toLowerCase();
  return choices.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, MOST_CHOICES);
}

function describe({ label, atMs }: Mark, ago: (ms: number) => string): string {
  const when = ago(atMs);
  return label ? `${label.slice(0, LONGEST_NAME - when.length - AROUND)}, ${when}` : when;
}
