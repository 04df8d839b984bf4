import type { ActionName } from './actions.ts';

/** A change of state in the course of an action, in words and as `crash.ts` writes it down. */
export interface Step {
  step: string;
  change: string;
  /** Which of several such changes; the first one when left out. */
  nth?: number;
}

interface Steps {
  /** Where it is tried to die: a new step is one more line here. */
  own: Step[];
  /** What it has in common with others, where that is tried. */
  as?: ActionName[];
}

/**
 * No step of anybody's: leases that are held on to, jobs and their records, folders that a start empties, the shell
 * that looks after ffmpeg, and a conversation that each process opens once.
 */
export const BACKGROUND =
  /^([+-]lease |[+-]record (job-runs|processes|page-sessions)|[+-]list (processes|order-owners)|(folder|link|remove) tmp\/|(run|end of) \/bin\/sh|POST \/users\/@me\/channels)/;

const step = (change: string, words: string, nth?: number): Step => ({
  ...{ step: words, change },
  ...(nth && { nth }),
});

/** Every change of state that each of them makes. */
export const STEPS: Record<ActionName, Steps> = {
  'clip in a channel': {
    own: [
      step('+claim interaction:#', 'the command is ours'),
      step('+list servers-of', 'where they are is noted'),
      step('+list answers-begun', 'the answer is listed'),
      step('+record answers-begun', 'the answer is noted'),
      step('+list orders-asked +list orders-counted +list orders-running', 'the order counts'),
      step('+list orders', 'the order is listed'),
      step('+record orders', 'the order is written'),
      step('-record answers-begun', 'the answer is left to the order'),
      step('-list answers-begun', 'the answer is in no list'),
      step('POST /interactions/#/#/callback', 'Discord is told that it is worked on'),
      step('+record orders', 'the order is begun', 2),
      step('create tmp/render-#/clip.mp4.part', 'the clip is cut'),
      step('rename to tmp/render-#/clip.mp4', 'the clip is whole'),
      step('link clips/#.mp4', 'the file is in the library'),
      step('+list clips:changing', 'it is noted that the clip comes'),
      step('+list clips', 'the clip is listed'),
      step('+list clips', 'what it can be found by is listed', 2),
      step('+record clips', 'the clip is recorded'),
      step('-list clips:changing', 'the clip is there'),
      step('PATCH /webhooks/#/#/messages/@original', 'the clip is posted'),
      step('+list clips', 'when it goes is listed', 3),
      step('+record clips', 'where it is posted is recorded', 2),
      step('-list clips:changing', 'that is done', 2),
      step('+list clips:buttons-due', 'its buttons will be looked at'),
      step('+record order-outcomes', 'the outcome is written'),
      step('+list order-outcomes:#', 'the outcome is listed'),
      step('-list orders-counted -list orders-running', 'the order counts no more'),
      step('+record clip-ends', 'where the next clip begins is written'),
      step('-record orders', 'the order is done'),
      step('-list orders', 'the order is in no list'),
      step('run ffmpeg', 'its poster is begun'),
      step('end of ffmpeg', 'its picture is chosen'),
      step('rename to tmp/#/poster.jpg', 'its poster is whole'),
      step('link clips/#.jpg', 'its poster is in the library'),
      step('+record clips', 'its poster is recorded', 3),
    ],
  },
  'clip by direct message': {
    own: [
      step('+record orders', 'where it may be is written', 3),
      step('POST /channels/#/messages', 'the clip is posted'),
      step('PATCH /webhooks/#/#/messages/@original', 'the answer says where it is'),
    ],
    as: ['clip in a channel'],
  },
  'clip into the library': { own: [], as: ['clip in a channel'] },
  'trim and keep': {
    own: [
      step('folder previews/#', 'a preview gets its folder'),
      step('link previews/#/#.ts', 'a segment is kept for it'),
      step('folder previews/#/voice', 'there is room for a voice'),
      step('write previews/#/preview.json.part', 'the preview is described'),
      step('rename to previews/#/preview.json', 'the preview is there'),
      step('folder held/#', 'an order gets its folder'),
      step('link held/#/#.ts', 'a segment is kept for it'),
      step('folder held/#/voice', 'there is room for its voice'),
      step('+record orders', 'the order is written'),
      step('remove previews/#', 'the preview is let go'),
      step('create tmp/render-#/cut-#/piece-#.h2#', 'an edge is taken out'),
      step('run ffmpeg', 'the edge is encoded'),
      step('end of ffmpeg', 'the edge is there'),
      step('rename to tmp/render-#/clip.mp4', 'the clip is whole'),
      step('+record clips', 'the clip is recorded'),
      step('+record order-outcomes', 'the outcome is written'),
      step('remove held/#', 'what it was cut of is let go'),
      step('-record orders', 'the order is done'),
    ],
    as: ['clip in a channel'],
  },
  'post again': {
    own: [
      step('+record orders', 'where it may be is written', 3),
      step('POST /channels/#/messages', 'the clip is posted'),
      step('+record clips', 'where it is posted is recorded'),
    ],
    as: ['clip in a channel'],
  },
  rename: {
    own: [
      step('+list clips:changing', 'the change is noted'),
      step('+list clips', 'it is listed by its new title'),
      step('+record clips', 'it is recorded'),
      step('-list clips', 'it is no more listed by the old one'),
      step('-list clips:changing', 'the change is done'),
    ],
  },
  delete: {
    own: [
      step('+list clips:changing', 'the change is noted'),
      step('+list clips:deleted', 'when it goes for good is listed'),
      step('+record clips', 'it is hidden'),
      step('-list clips', 'it is in no list'),
      step('-list clips:changing', 'the change is done'),
    ],
    as: ['rename'],
  },
  restore: {
    own: [
      step('+list clips:changing', 'the change is noted'),
      step('+list clips', 'it is listed'),
      step('+record clips', 'it is shown'),
      step('-list clips', 'it goes no more'),
      step('-list clips:changing', 'the change is done'),
    ],
  },
  erase: {
    own: [
      step('+list clips:changing', 'the change is noted'),
      step('remove clips/#.mp4', 'the video is gone'),
      step('remove clips/#.jpg', 'the poster is gone'),
      step('-record clips', 'the record is gone'),
      step('-list clips', 'it is in no list'),
      step('-list clips:changing', 'the change is done'),
    ],
    as: ['rename'],
  },
  'save what somebody else posted': {
    own: [
      step('+record languages', 'what they read is noted'),
      step('POST /interactions/#/#/callback', 'Discord is told that it is worked on'),
      step('+list clip-copies:user:#', 'the copy is listed'),
      step('+record clip-copies', 'the copy is noted'),
      step('link clips/#.mp4', 'the file is copied'),
      step('+list clips', 'the copy is in the library’s lists'),
      step('+record clips', 'the copy is recorded'),
      step('+list links', 'a link to it is listed'),
      step('+record links', 'a link to it is written'),
      step('PATCH /webhooks/#/#/messages/@original', 'it is answered'),
      step('-record answers-begun', 'the answer is done'),
    ],
    as: ['clip in a channel'],
  },
  settings: { own: [step('+record settings', 'they are written')] },
  consent: {
    own: [
      step('+list consents:user:#', 'it is listed for the person'),
      step('+list consents:guild:#', 'it is listed for the server'),
      step('+record consents', 'it is written'),
    ],
  },
  share: {
    own: [
      step('folder replay-segments/#/#', 'the session gets a folder'),
      step('+record shares', 'the share is written'),
      step('+list shares', 'the share is listed'),
      step('+record shares', 'the share stays', 2),
      step('write replay-segments/#/#/segment_#.ts', 'a segment is written'),
      step('write replay-segments/#/#/playlist.m3u8.part', 'the playlist is written'),
      step('rename to replay-segments/#/#/playlist.m3u8', 'a segment is listed'),
      step('rename to replay-segments/#/#/playlist.m3u8', 'the next segment is listed', 2),
      step('+record shares', 'the end is written', 3),
      step('+list shares -list shares', 'it is listed as over'),
      step('+record events', 'who was away will hear of it'),
      step('-list shares:rooms', 'nothing is left to do there'),
    ],
  },
};

/** All changes that an action may make. */
export function changesOf(name: ActionName): string[] {
  const { own, as = [] } = STEPS[name];
  return [...own.map(({ change }) => change), ...as.flatMap(changesOf)];
}
