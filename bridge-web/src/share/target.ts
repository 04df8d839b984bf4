import { channelsOf, type Places, type Target } from '../places.ts';

/** Whose choice it is: another person, or the same one on another server, has another. */
export interface Chooser {
  userId: string;
  guildId: string;
}

const keyOf = ({ userId, guildId }: Chooser) => `hindsight.target.${userId}.${guildId}`;

/**
 * Where clips go from here: where the last ones went, else into the channel that one shares for.
 * @param places undefined while Discord hasn't said where one may post; the server has the last word
 */
export function readTarget(
  chooser: Chooser,
  channelId: string,
  places: Places | undefined,
  storage: Pick<Storage, 'getItem'>,
): Target {
  const stored = parse(storage.getItem(keyOf(chooser)));
  const wanted: Target = stored ?? { to: 'channel', channelId };
  if (!places || mayPost(wanted, places)) return wanted;
  const here: Target = { to: 'channel', channelId };
  return mayPost(here, places) ? here : { to: 'library' };
}

export const rememberTarget = (
  chooser: Chooser,
  target: Target,
  storage: Pick<Storage, 'setItem'>,
) => storage.setItem(keyOf(chooser), JSON.stringify(target));

function mayPost(target: Target, places: Places): boolean {
  return target.to !== 'channel' || channelsOf(places).some(({ id }) => id === target.channelId);
}

function parse(text: string | null): Target | undefined {
  try {
    const { to, channelId } = JSON.parse(text ?? '{}');
    if (to === 'dm' || to === 'library') return { to };
    if (to === 'channel' && typeof channelId === 'string') return { to, channelId };
  } catch {
    // What this page did not write itself is as good as nothing.
  }
  return undefined;
}
