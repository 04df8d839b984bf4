import { dayAndTime } from '../when.ts';
import { clock } from '../words.ts';
import type { Clip, ClipPost } from './clips.ts';
import { say } from './texts.ts';

export const titleOf = ({ title, durationMs }: Pick<Clip, 'title' | 'durationMs'>) =>
  title || say.untitled(clock(durationMs));

export const ownerOf = ({ ownerName }: Clip) => ownerName ?? say.somebody;

/** `#clips`, where the name is known. */
export const channelOf = ({ channelName }: Clip) => channelName && `#${channelName}`;

/** Where its message is. */
export function placeWords(clip: Clip, { to, channelId }: ClipPost): string {
  if (to === 'dm') return say.postedDm;
  const here = channelId === clip.channelId && channelOf(clip);
  return here ? say.postedIn(here) : say.posted;
}

/** What is shown, in a line. */
export function aboutClip(clip: Clip): string {
  const parts = [titleOf(clip), ownerOf(clip), channelOf(clip), dayAndTime(clip.fromMs)];
  return parts.filter(Boolean).join(' · ');
}
