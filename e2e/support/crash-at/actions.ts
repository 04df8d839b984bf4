import { ordered, posted, trimmed, typed } from './actions/clip.ts';
import { deleted, erased, renamed, restored, saved } from './actions/library.ts';
import { agreed, chosen } from './actions/own.ts';
import { shared } from './actions/share.ts';

/** Everything that is tried with a crash at each of its steps, by name. */
export const ACTIONS = {
  'clip in a channel': typed('/clip 6s'),
  'clip by direct message': typed('/clip 6s to:dm'),
  'clip into the library': ordered({ durationMs: 6000, to: 'library' }),
  'trim and keep': trimmed,
  'post again': posted,
  rename: renamed,
  delete: deleted,
  restore: restored,
  erase: erased,
  'save what somebody else posted': saved,
  settings: chosen,
  consent: agreed,
  share: shared,
} as const;

export type ActionName = keyof typeof ACTIONS;
export const actionNames = Object.keys(ACTIONS) as ActionName[];
