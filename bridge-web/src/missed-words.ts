import { locale } from './i18n.ts';
import type { Ending } from './page-events.ts';
import { say } from './ui/texts.ts';
import { timeOfDay } from './words.ts';

/**
 * How a recording ended while nobody looked.
 * @param here the channel of this page, where it has one
 */
export function missedWords({ channelId, atMs, error }: Ending, here = channelId): string {
  const when = new Date(atMs);
  const today = when.toDateString() === new Date().toDateString();
  const date = when.toLocaleDateString(locale, { day: 'numeric', month: 'long' });
  const time = today ? timeOfDay(atMs) : `${date}, ${timeOfDay(atMs)}`;
  const elsewhere = channelId !== here;
  return error ? say.missedFailure(time, elsewhere, error) : say.missedEnd(time, elsewhere);
}
