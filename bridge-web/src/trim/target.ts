import { channelsOf, type Places, type Target } from '../places.ts';

/**
 * What was chosen, else the channel that one shares for. Where one can't post (any more), only the library is safe:
 * nothing goes where nobody wanted it.
 * @param channel of the session
 */
export function possibleTarget(
  chosen: Target | undefined,
  places: Places,
  channel: { id: string } | null,
): Target {
  const wanted = chosen ?? (channel && { to: 'channel' as const, channelId: channel.id });
  if (!wanted) return { to: 'library' };
  return isPossible(wanted, places) ? wanted : { to: 'library' };
}

export function isPossible(target: Target, places: Places): boolean {
  return target.to !== 'channel' || channelsOf(places).some(({ id }) => id === target.channelId);
}
