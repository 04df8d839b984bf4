import { setTimeout as sleep } from 'node:timers/promises';
import type { Clip } from '../clips/clip.ts';
import { createClippedByOthers } from '../clips/clipped-by-others.ts';
import { createCopies } from '../clips/copies.ts';
import { createOrders } from '../clips/orders.ts';
import { userFolder } from '../segments/folders.ts';
import type { Services } from '../services.ts';
import { createSharingTabs } from '../shares/sharing-tabs.ts';

/** What became of a person's things. */
export interface Forgotten {
  /** Clips that were deleted. */
  clips: number;
  /** Messages on Discord that show some of them, as far as they are known. */
  messages: number;
  /** The recorder or LiveKit does not answer, so what they share just now goes on being recorded. */
  stillRecorded: boolean;
}

type Parts = Pick<
  Services,
  | ('config' | 'store' | 'shares' | 'reconciler' | 'orders' | 'previews' | 'clips' | 'marks')
  | (
      | 'settings'
      | 'consents'
      | 'inbox'
      | 'alerts'
      | 'events'
      | 'apiKeys'
      | 'links'
      | 'sessions'
      | 'log'
      | 'rooms'
      | 'voices'
      | 'disk'
    )
  | ('buttonWatch' | 'languages' | 'memberships' | 'notify' | 'segmentFiles')
>;

/** How long orders that are told to end are waited for, ms. */
const ORDERS_MS = 5000;
const LOOK_EVERY_MS = 50;

/**
 * Deletes everything that is kept of a person, in whatever order lets nothing come back: first what makes new things,
 * last what says who they are. What others have saved of their screen goes, too. Asked again after a failure, it goes
 * on. That they want no recording in a channel stays
 * known, or one would begin again.
 */
export function createForget(parts: Parts) {
  const { config, store, shares, reconciler, previews, clips, marks, log } = parts;
  const orders = createOrders(store, parts.orders.held.release);
  const clipped = createClippedByOthers(store);
  const copies = createCopies(store);
  const tabs = createSharingTabs(store);

  /** @returns whether all of it has ended */
  async function endShares(userId: string): Promise<boolean> {
    const recorded = [...(await shares.activeOf(userId)), ...(await reconciler.comingOf(userId))];
    for (const room of new Set(recorded.map(({ roomName }) => roomName))) {
      await shares.stop(room, userId);
      await reconciler.look(room);
    }
    return (await shares.activeOf(userId)).length === 0;
  }

  /** Pages that are still open, and send what nobody records any more. */
  async function endSending(userId: string, inRooms: Set<string>): Promise<void> {
    for (const roomName of inRooms) {
      await parts.rooms.putOut(roomName, userId).catch((err) => {
        log.warn({ err, userId, roomName }, 'an open page goes on sending, though not recorded');
      });
    }
  }

  /** Those that they gave, and those of their share. */
  async function endOrders(userId: string): Promise<void> {
    const theirs = async () =>
      (await orders.left()).filter(
        ({ requesterId, sharerId }) => requesterId === userId || sharerId === userId,
      );
    for (const { id, requesterId } of await theirs()) await parts.orders.cancel(id, requesterId);
    const deadlineMs = performance.now() + ORDERS_MS;
    while ((await theirs()).length > 0 && performance.now() < deadlineMs) {
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** No more than that they are gone: not whose they were, nor why. */
  async function tellSavers(gone: Clip[]): Promise<void> {
    for (const [saverId, theirs = []] of Object.entries(
      Object.groupBy(gone, ({ ownerId }) => ownerId),
    )) {
      await parts
        .notify(saverId, ({ deleted }) => deleted.bySharer(theirs.length))
        .catch((err) => {
          log.warn({ err, userId: saverId }, 'whose saved clips are gone was not told');
        });
    }
  }

  return async (userId: string): Promise<Forgotten> => {
    const usedRooms = new Set((await shares.allOf(userId)).map(({ roomName }) => roomName));
    const hasEnded = await endShares(userId);
    await endOrders(userId);
    await previews.forget(userId);
    const removed = await clips.removeOwner(userId);
    // Once there is nothing left that could be saved.
    const savedByOthers = await clips.removeCopies(userId);
    await copies.forgetPerson(userId);
    await parts.buttonWatch.forgetClips([...removed, ...savedByOthers].map(({ id }) => id));
    await clipped.forgetPerson(userId);
    await parts.segmentFiles.removeAll(userFolder(config.segmentsPath, userId));
    await parts.disk.forgetPerson(userId);
    await marks.forget(userId);
    // What still runs has to be known, to be ended.
    if (hasEnded) {
      await shares.forgetPerson(userId);
      await parts.voices.forgetPerson(userId);
    }
    await parts.orders.board.forget(userId);
    await parts.orders.limits.forget(userId);
    await parts.settings.forget(userId);
    await parts.languages.forget(userId);
    await parts.memberships.forgetPerson(userId);
    await tabs.forget(userId);
    await parts.consents.forgetPerson(userId);
    await parts.inbox.take(userId);
    await parts.alerts.forget(userId);
    for (const { id } of await parts.apiKeys.list(userId)) await parts.apiKeys.revoke(userId, id);
    await parts.links.forget(userId);
    await parts.sessions.endAll(userId);
    // Now that they can't connect again.
    await endSending(userId, usedRooms);
    // After the pages are closed: what they were told while this went on goes, too.
    await parts.events.forget(userId);
    await tellSavers(savedByOthers);
    log.info({ userId, clips: removed.length }, 'what was kept of a person is deleted');
    return {
      clips: removed.length,
      messages: removed.reduce((sum, { posted = [] }) => sum + posted.length, 0),
      stillRecorded: !hasEnded,
    };
  };
}

export type Forget = ReturnType<typeof createForget>;
