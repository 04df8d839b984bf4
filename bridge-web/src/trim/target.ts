import { channelsOf, type Places, type Target } from '../places.ts';

/**
 * What was chosen, else the channel that one shares for. Where one can't post (any more), only the library is safe:
 * nothing goes where nobody wanted it.
 * @param channel of the session
 * @param mine whether the clip would lie in one's own library; else it is sent to oneself alone
 */
export function possibleTarget(
  chosen: Target | undefined,
  places: Places,
  channel: { id: string } | null,
  mine = true,
): Target {
  const safe: Target = { to: mine ? 'library' : 'dm' };
  const wanted = chosen ?? (channel && { to: 'channel' as const, channelId: channel.id });
  if (!wanted || (wanted.to === 'library' && !mine)) return safe;
  return isPossible(wanted, places) ? wanted : safe;
}

export function isPossible(target: Target, places: Places): boolean {
  return target.to !== 'channel' || channelsOf(places).some(({ id }) => id === target.channelId);
}
