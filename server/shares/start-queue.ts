/** Shares that wait for a free recorder, first come, first served. In memory: after a restart all ask again. */
export interface Waiting {
  roomName: string;
  userId: string;
  videoTrackId: string;
}

export function createStartQueue() {
  const waiting: Waiting[] = [];
  const indexOf = (videoTrackId: string) =>
    waiting.findIndex((one) => one.videoTrackId === videoTrackId);

  return {
    /** Only the first one asks the recorder: all others would be refused, too, or overtake it. */
    mayStart: (videoTrackId: string) => waiting.length === 0 || indexOf(videoTrackId) === 0,
    /** @returns whether it is new in the queue */
    join(one: Waiting): boolean {
      if (indexOf(one.videoTrackId) >= 0) return false;
      waiting.push(one);
      return true;
    },
    /** It has its recorder, or wants none any more. @returns those whose place changed by that */
    leave(videoTrackId: string): Waiting[] {
      const index = indexOf(videoTrackId);
      if (index < 0) return [];
      waiting.splice(index, 1);
      return waiting.slice(index);
    },
    /** Who waits in a room. */
    inRoom: (roomName: string) => waiting.filter((one) => one.roomName === roomName),
    rooms: () => waiting.map(({ roomName }) => roomName),
    first: (): Waiting | undefined => waiting[0],
    /** Where a person waits. */
    ofUser: (userId: string) => waiting.filter((one) => one.userId === userId),
    /** 1 is the next one; null for who doesn't wait. */
    placeOf(userId: string, roomName: string): number | null {
      const index = waiting.findIndex((w) => w.userId === userId && w.roomName === roomName);
      return index < 0 ? null : index + 1;
    },
  };
}
