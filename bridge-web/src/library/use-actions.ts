import type { StateUpdater } from 'preact/hooks';
import { say as sayAll } from '../ui/texts.ts';
import { toast } from '../ui/toasts.ts';
import { attempt } from './attempt.ts';
import {
  type Change,
  type Clip,
  changeClip,
  changeClips,
  deleteClips,
  restoreClips,
  withdrawClip,
} from './clips.ts';
import { type Feed, withBack, withClip, withoutClips } from './feed.ts';
import type { Several } from './several.ts';
import { say } from './texts.ts';

/** As long as the server keeps what was deleted, ms. */
const UNDO_MS = 60_000;

interface Surroundings {
  feed: Feed;
  setFeed(change: StateUpdater<Feed>): void;
  replace(clip: Clip): void;
  /** They are not shown any more. */
  onGone(ids: string[]): void;
  /** Space and dates may be others now. */
  onDone(): void;
}

/** What one does with clips: changes, deletes, takes back. */
export function useActions({ feed, setFeed, replace, onGone, onDone }: Surroundings) {
  async function change(clip: Clip, changed: Change, gone: () => void): Promise<boolean> {
    const after = await attempt(
      () => changeClip(clip.id, changed),
      () => {
        drop([clip.id]);
        gone();
      },
    );
    if (!after) return false;
    replace(after);
    onDone();
    return true;
  }

  async function changeSeveral(ids: string[], changed: Omit<Change, 'title'>): Promise<void> {
    const result = await attempt(() => changeClips(ids, changed));
    if (!result) return;
    const { keep, ...rest } = changed;
    setFeed((shown) =>
      shown.clips
        .filter(({ id }) => result.done.includes(id))
        .map((clip) => ({ ...clip, ...rest, ...(keep && { expiresAtMs: null }) }))
        .reduce(withClip, shown),
    );
    tellFailed(result);
    if (result.done.length > 0) toast('good', say.changed(result.done.length));
    onDone();
  }

  function drop(ids: string[]): void {
    setFeed((shown) => withoutClips(shown, ids));
    onGone(ids);
  }

  async function remove(ids: string[]): Promise<void> {
    const before = feed.clips;
    const result = await attempt(() => deleteClips(ids));
    if (!result) return;
    const { done } = result;
    drop(done);
    tellFailed(result);
    if (done.length > 0) {
      const action = { label: sayAll.undo, run: () => void restore(done, before) };
      toast('plain', say.deleted(done.length), { action, forMs: UNDO_MS });
    }
    onDone();
  }

  async function restore(ids: string[], before: Clip[]): Promise<void> {
    const result = await attempt(() => restoreClips(ids));
    if (!result) return;
    const { done, failed } = result;
    setFeed((shown) => withBack(shown, before, done));
    if (done.length > 0) toast('good', say.restored(done.length));
    if (failed[0]) toast('bad', say.tooLate(failed[0].error));
    onDone();
  }

  /** @param gone it is not there any more */
  async function withdraw({ id }: Clip, gone: () => void): Promise<void> {
    const result = await attempt(() => withdrawClip(id));
    if (!result) return;
    gone();
    drop([id]);
    if (result.left > 0) toast('bad', sayAll.messageStays);
    else toast('good', sayAll.clipDeleted);
  }

  return { change, changeSeveral, remove, withdraw };
}

function tellFailed({ failed }: Several): void {
  if (failed[0]) toast('bad', say.someFailed(failed.length, failed[0].error));
}
