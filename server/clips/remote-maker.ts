import { randomUUID } from 'node:crypto';
import { isAbsolute, join, relative } from 'node:path';
import { unpackError } from '../error-wire.ts';
import type { Segment } from '../segments/range.ts';
import type { Clip } from './clip.ts';
import { DoesNotFit } from './fit.ts';
import type { ClipMaker, Watch } from './maker.ts';
import type { ClipOrder } from './order.ts';
import { handedFor, type RemoteFiles } from './remote-files.ts';
import type { HandedRendition, RenderOutcome, RenderTask } from './remote-jobs.ts';
import type { RemoteRenders } from './remote-renders.ts';
import type { Turn } from './render-queue.ts';
import type { createSource } from './source.ts';

/**
 * Has clips made by the workers. What they are cut of is found and held here, at once, so that nothing of it goes
 * while they wait; what needs no rendering is done here, by `local`.
 */
export function createRemoteMaker(parts: {
  local: ClipMaker;
  renders: RemoteRenders;
  files: RemoteFiles;
  source: Pick<ReturnType<typeof createSource>, 'settle' | 'hold'>;
}): ClipMaker {
  const { local, renders, files, source } = parts;

  /** @throws what failed there, as it was; what `run` throws */
  async function made<T extends Clip | HandedRendition>(
    name: string,
    task: RenderTask,
    turn: Turn,
    watch: Watch,
  ): Promise<T> {
    const outcome = await renders.run(name, task, turn, watch);
    if (outcome === 'unwanted') throw new Error(`no worker saw that ${name} is waited for`);
    if ('failed' in outcome) throw failureOf(outcome);
    return outcome.made as T;
  }

  async function makeOfHeld(order: ClipOrder, handedAs: string, watch: Watch): Promise<Clip> {
    const { fromMs, toMs, held } = order;
    const range = held ? { fromMs, toMs } : await source.settle(order, watch.signal);
    const handed = await files.give(handedAs, async (folder) => {
      const from = { signal: watch.signal, source: held };
      const { segments, voice = [] } = await source.hold(order, range, folder, from);
      const paths = { segments: within(folder, segments), voice: within(folder, voice) };
      return { name: handedAs, ...paths };
    });
    const { held: _, ...rest } = order;
    const task = { make: 'clip', order: { ...rest, ...range }, source: handed } as const;
    // By the order itself: when who asked first has died, the next one joins in.
    return made(`clip-${order.id}`, task, { by: order.requesterId }, watch);
  }

  return {
    needSomething: local.needSomething,

    async make(order, watch = {}) {
      watch.onStep?.({ name: 'waiting' });
      const handedAs = handedFor(order.id);
      try {
        return await makeOfHeld(order, handedAs, watch);
      } finally {
        // Only now: a worker that dies is followed by another one.
        await files.remove(handedAs);
      }
    },

    async shorten(order, clip, { id, longestMs }, watch = {}) {
      const { held: _, ...rest } = order;
      const task = { make: 'shorter', order: rest, clip, id, longestMs } as const;
      return made(`shorter-${randomUUID()}`, task, { by: order.requesterId }, watch);
    },

    async fitted(clip, wanted, use, watch = {}) {
      const { maxBytes, format = 'mp4' } = wanted;
      if (format === 'mp4' && clip.bytes <= maxBytes) return local.fitted(clip, wanted, use, watch);
      const name = `fitted-${randomUUID()}`;
      const turn = { by: clip.requesterId, goesOn: true, isHeavy: format !== 'audio' };
      try {
        const task = { make: 'fitted', clip, maxBytes, format } as const;
        const { fileName, ...about } = await made<HandedRendition>(name, task, turn, watch);
        return await files.take(name, (folder) => use({ ...about, file: join(folder, fileName) }));
      } finally {
        await files.remove(name);
      }
    },
  };
}

/** The same segments, with their files' paths from that folder on. */
function within(folder: string, segments: Segment[]): Segment[] {
  return segments.map((segment) => ({ ...segment, file: relative(folder, segment.file) }));
}

/** And with whole paths again. */
export function below(folder: string, segments: Segment[]): Segment[] {
  return segments.map((segment) => {
    const { file } = segment;
    return { ...segment, file: isAbsolute(file) ? file : join(folder, file) };
  });
}

function failureOf({ failed, longestMs }: Extract<RenderOutcome, { failed: unknown }>): Error {
  const error = unpackError(failed);
  if (longestMs === undefined || !('say' in error)) return error;
  return new DoesNotFit(longestMs, error.say as DoesNotFit['say']);
}
