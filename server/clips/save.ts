import PQueue from 'p-queue';
import type { Store } from '../store/store.ts';
import { type Clip, shownIn } from './clip.ts';
import { createCopies } from './copies.ts';
import type { ClipLibrary } from './library.ts';

/** The clip as it is in somebody's library from now on, and whether it was there for good before. */
export interface Saved {
  clip: Clip;
  before: boolean;
}

/**
 * Puts clips into the libraries of who wants to keep them: one's own stays, of somebody else's there is a copy. May
 * they? That has to be settled before.
 */
export type SaveClip = ReturnType<typeof createSaveClip>;

export function createSaveClip({
  store,
  clips,
  now = Date.now,
}: {
  store: Store;
  clips: Pick<ClipLibrary, 'get' | 'hidden' | 'save' | 'change' | 'remove' | 'files'>;
  now?: () => number;
}) {
  const copies = createCopies(store);
  // Asked for twice at once, there is one copy.
  const turns = new PQueue({ concurrency: 1 });

  async function keep(id: string): Promise<Saved | undefined> {
    let before = false;
    const clip = await clips.change(id, ({ kept, expiresAtMs }) => {
      before = kept === true || expiresAtMs === undefined;
      return { kept: true, expiresAtMs: undefined };
    });
    return clip && { clip, before };
  }

  async function copy(userId: string, of: Clip, newId: string): Promise<Saved | undefined> {
    const noted = await copies.idOf(userId, of.id);
    const known = noted === undefined ? undefined : await clips.get(noted);
    if (known) return { clip: known, before: true };
    // What was noted and came to nothing is made good: else its file, or a second copy, would lie there.
    const wasBegun = noted !== undefined && !(await clips.hidden(noted));
    const id = wasBegun ? noted : newId;
    await copies.note(userId, of.id, id);
    if (!(await clips.files.copy(of.id, id))) return undefined;
    const clip: Clip = {
      ...withoutOwners(of),
      ...{ id, ownerId: userId, sharerId: shownIn(of), requesterId: userId },
      ...{ createdAtMs: now(), visibility: 'private', kept: true },
    };
    await clips.save(clip);
    // Deleted meanwhile, nobody would look for a copy of it any more.
    if (!(await clips.get(of.id))) {
      await clips.remove(id);
      return undefined;
    }
    return { clip, before: false };
  }

  /** @param id of a copy, where one is made. @returns undefined when the clip is gone */
  return (userId: string, clip: Clip, id: string): Promise<Saved | undefined> =>
    turns.add(() => (clip.ownerId === userId ? keep(clip.id) : copy(userId, clip, id)));
}

/** What a clip shows, and when, without what its owner did with it. */
function withoutOwners(clip: Clip): Clip {
  const { posted: _, link: _link, expiresAtMs: _expires, poster: _poster, ...rest } = clip;
  return rest;
}
