import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { unpackError } from '../error-wire.ts';
import type { Clip } from './clip.ts';
import { DoesNotFit } from './fit.ts';
import { within } from './handed-segments.ts';
import type { ClipMaker, Watch } from './maker.ts';
import type { ClipOrder } from './order.ts';
import { handedFor, type RemoteFiles } from './remote-files.ts';
import type { HandedRendition, HandedSource, RenderOutcome, RenderTask } from './remote-jobs.ts';
import type { RemoteRenders } from './remote-renders.ts';
import type { Turn } from './render-queue.ts';
import type { createSource, Range } from './source.ts';

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

  /** What an order is cut of, for whoever makes it. */
  async function handOver(
    order: ClipOrder,
    range: Range,
    name: string,
    signal: AbortSignal | undefined,
  ): Promise<HandedSource> {
    const { held } = order;
    // Where the order was taken it was handed over already.
    if (held?.handedAs !== undefined) {
      return { name: held.handedAs, segments: held.segments, voice: held.voice ?? [] };
    }
    return files.give(name, async (folder) => {
      const from = { signal, source: held };
      const { segments, voice = [] } = await source.hold(order, range, folder, from);
      return { name, segments: within(folder, segments), voice: within(folder, voice) };
    });
  }

  async function makeOfHeld(order: ClipOrder, handedAs: string, watch: Watch): Promise<Clip> {
    const { fromMs, toMs, held } = order;
    const range = held ? { fromMs, toMs } : await source.settle(order, watch.signal);
    const handed = await handOver(order, range, handedAs, watch.signal);
    const task = { make: 'clip', order: { ...needed(order), ...range }, source: handed } as const;
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
      const task = { make: 'shorter', order: needed(order), clip, id, longestMs } as const;
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

/** Not the answer's token, which lets its reader act for somebody: who makes a clip does not post it. */
function needed({ held: _held, answer: _answer, ...rest }: ClipOrder): ClipOrder {
  return rest;
}

function failureOf({ failed, longestMs }: Extract<RenderOutcome, { failed: unknown }>): Error {
  const error = unpackError(failed);
  if (longestMs === undefined || !('say' in error)) return error;
  return new DoesNotFit(longestMs, error.say as DoesNotFit['say']);
}
