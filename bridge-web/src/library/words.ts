import { dayAndTime } from '../when.ts';
import { clock } from '../words.ts';
import type { Clip, ClipPost } from './clips.ts';
import { say } from './texts.ts';

export const titleOf = ({ title, durationMs }: Pick<Clip, 'title' | 'durationMs'>) =>
  title || say.untitled(clock(durationMs));

const ownerOf = ({ ownerName }: Clip) => ownerName ?? say.somebody;

const isCopy = ({ sharerId }: Clip) => sharerId !== undefined;

/** Whether a clip shows the screen of who looks at it. */
export const isOwnScreen = (clip: Clip) => clip.mine && !isCopy(clip);

/** Whose screen it shows. */
export const sharerOf = (clip: Clip) =>
  isCopy(clip) ? (clip.sharerName ?? say.somebody) : ownerOf(clip);

interface Named {
  channelName?: string;
  guildName?: string;
}

/** `#clips`, where the name is known; what belongs to no server is no channel. */
export const channelOf = ({ channelName, guildName }: Named) =>
  channelName && guildName ? `#${channelName}` : channelName;

/** `#clips · Server` */
export const whereWords = (clip: Named) =>
  [channelOf(clip), clip.guildName].filter(Boolean).join(' · ');

/** Where its message is. */
export function placeWords(clip: Clip, { to, channelId }: ClipPost): string {
  if (to === 'dm') return say.postedDm;
  const here = channelId === clip.channelId && channelOf(clip);
  return here ? say.postedIn(here) : say.posted;
}

/** What is shown, in a line. */
export function aboutClip(clip: Clip): string {
  const parts = [titleOf(clip), sharerOf(clip), channelOf(clip), dayAndTime(clip.fromMs)];
  return parts.filter(Boolean).join(' · ');
}
