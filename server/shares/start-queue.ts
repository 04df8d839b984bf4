/** Somebody's share that waits for a free recorder. */
export interface Waiting {
  roomName: string;
  userId: string;
}

interface Place extends Waiting {
  /** Since when nothing of theirs is published, ms; null while it is. */
  missingSince: number | null;
}

/** First come, first served. In memory: after a restart all ask again. */
export function createStartQueue() {
  const waiting: Place[] = [];
  const indexOf = ({ userId, roomName }: Waiting) =>
    waiting.findIndex((one) => one.userId === userId && one.roomName === roomName);
  const firstPresent = () => waiting.find(({ missingSince }) => missingSince === null);

  return {
    /** Only the first one asks the recorder: all others would be refused, too, or overtake it. */
    mayStart(who: Waiting): boolean {
      const first = firstPresent();
      return !first || (first.userId === who.userId && first.roomName === who.roomName);
    },
    /** @returns whether they are new in the queue */
    join({ roomName, userId }: Waiting): boolean {
      if (indexOf({ roomName, userId }) >= 0) return false;
      waiting.push({ roomName, userId, missingSince: null });
      return true;
    },
    /** Who has their recorder, or wants none any more. @returns those whose place changed by that */
    leave(who: Waiting): Waiting[] {
      const index = indexOf(who);
      if (index < 0) return [];
      waiting.splice(index, 1);
      return waiting.slice(index);
    },
    present(who: Waiting): void {
      const one = waiting[indexOf(who)];
      if (one) one.missingSince = null;
    },
    /** Nothing of theirs is published: the next ones may pass. @returns since when, ms */
    missing(who: Waiting, nowMs: number): number {
      const one = waiting[indexOf(who)];
      if (one) one.missingSince ??= nowMs;
      return one?.missingSince ?? nowMs;
    },
    /** Who waits in a room. */
    inRoom: (roomName: string): Waiting[] => waiting.filter((one) => one.roomName === roomName),
    rooms: () => waiting.map(({ roomName }) => roomName),
    first: (): Waiting | undefined => firstPresent(),
    /** Where a person waits. */
    ofUser: (userId: string): Waiting[] => waiting.filter((one) => one.userId === userId),
    /** 1 is the next one; null for who doesn't wait. */
    placeOf(userId: string, roomName: string): number | null {
      const index = indexOf({ userId, roomName });
      return index < 0 ? null : index + 1;
    },
  };
}
