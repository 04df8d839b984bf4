import { channelsOf, type Places, type Target } from '../places.ts';

const CHOICE = 'hindsight.target';

/**
 * Where clips go from here: where the last ones went, else into the channel that one shares for.
 * @param places undefined while Discord hasn't said where one may post; the server has the last word
 */
export function readTarget(
  channelId: string,
  places: Places | undefined,
  storage: Pick<Storage, 'getItem'>,
): Target {
  const stored = parse(storage.getItem(CHOICE));
  const wanted: Target = stored ?? { to: 'channel', channelId };
  if (!places || mayPost(wanted, places)) return wanted;
  const here: Target = { to: 'channel', channelId };
  return mayPost(here, places) ? here : { to: 'library' };
}

export const rememberTarget = (target: Target, storage: Pick<Storage, 'setItem'>) =>
  storage.setItem(CHOICE, JSON.stringify(target));

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
