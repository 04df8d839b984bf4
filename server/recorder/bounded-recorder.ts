import type { Capacity, Load } from './capacity.ts';
import { hasEnded, type Recorder, RecorderBusy, type Recording } from './recorder.ts';

/** A share that was recorded here so lately goes on, ms. */
const GOES_ON_MS = 60_000;
/** For so long nobody else gets its place, ms. */
const KEPT_PLACE_MS = 10_000;

export interface BoundedRecorder extends Recorder {
  /** How full this process is, as a part of what there is: from 1 on, nothing new is begun. */
  fullness(): Promise<number>;
  /** The same of each thing that may be full. */
  load(): Promise<Load>;
}

type Who = Pick<Recording, 'userId' | 'roomName'>;

/**
 * A recorder inside this process, which begins no more than it can record well. A share that it has recorded until
 * just now takes the place that it had, however busy the process is.
 * @throws RecorderBusy from `start` when the process is full
 */
export function boundedRecorder(recorder: Recorder, capacity: Capacity): BoundedRecorder {
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: each counts when the next is looked at. Not waited for: some take seconds. */
  function admit<T>(begin: () => Promise<T>, who: Who) {
    const begun = turn.then(async () => {
      const list = await recorder.list();
      const taken = placesTaken(list, who);
      const goesOn = list.some((one) => isOf(one, who) && endedWithin(one, GOES_ON_MS));
      const fullness = goesOn ? capacity.load(taken).count : capacity.fullness(taken);
      if (fullness >= 1) {
        throw new RecorderBusy((words) => words.faults.recorderFull, { status: 503 });
      }
      capacity.begun();
      return { recording: begin() };
    });
    turn = begun.catch(() => {});
    return begun;
  }

  return {
    ...recorder,
    async start(request) {
      const { recording } = await admit(() => recorder.start(request), request);
      return recording;
    },
    async close() {
      capacity.close();
      await recorder.close();
    },
    fullness: async () => capacity.fullness(placesTaken(await recorder.list())),
    load: async () => capacity.load(placesTaken(await recorder.list())),
  };
}

/** @param who whose own place does not count, where they have none now */
function placesTaken(list: Recording[], who?: Who): number {
  const running = list.filter((one) => !hasEnded(one));
  const kept = list.filter(
    (one) =>
      endedWithin(one, KEPT_PLACE_MS) &&
      !(who && isOf(one, who)) &&
      !running.some((other) => isOf(other, one)),
  );
  return running.length + new Set(kept.map(({ roomName, userId }) => `${roomName} ${userId}`)).size;
}

const isOf = (one: Who, who: Who) => one.userId === who.userId && one.roomName === who.roomName;

function endedWithin(one: Recording, ms: number): boolean {
  return hasEnded(one) && Date.now() - (one.newestSegmentAtMs ?? 0) < ms;
}
