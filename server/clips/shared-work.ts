/** What one of those who wait for a piece of work wants to know and may do. */
export interface Attention<Step> {
  /** Gives up their own share in it; the work itself ends when nobody is left. */
  signal?: AbortSignal | undefined;
  onStep?: ((step: Step) => void) | undefined;
}

interface Shared<Result, Step> {
  users: number;
  stop: AbortController;
  result: Promise<Result>;
  listeners: Set<(step: Step) => void>;
  lastStep?: Step;
}

/**
 * Work that several ask for at the same time is done once: who asks for the same while it is being done, or its
 * result is still in use, joins in. When the last one has left, the result is disposed of.
 */
export function createSharedWork<Result, Step>(dispose: (result: Result) => Promise<void>) {
  const all = new Map<string, Shared<Result, Step>>();

  function begin(key: string, work: (attention: Required<Attention<Step>>) => Promise<Result>) {
    const stop = new AbortController();
    const shared: Shared<Result, Step> = {
      ...{ users: 0, stop, listeners: new Set() },
      result: Promise.resolve().then(() =>
        work({
          signal: stop.signal,
          onStep(step) {
            shared.lastStep = step;
            for (const tell of shared.listeners) tell(step);
          },
        }),
      ),
    };
    shared.result.catch(() => {
      // What failed is tried anew by whoever comes next.
      if (all.get(key) === shared) all.delete(key);
    });
    all.set(key, shared);
    return shared;
  }

  async function leave(key: string, shared: Shared<Result, Step>): Promise<void> {
    shared.users--;
    if (shared.users > 0) return;
    if (all.get(key) === shared) all.delete(key);
    shared.stop.abort(new Error('nobody waits for it any more'));
    const result = await shared.result.catch(() => null);
    if (result !== null) await dispose(result);
  }

  /**
   * Gives `use` the result of `work`, or that of the same work under way.
   * @throws what `work` and `use` throw; the signal's reason, at once
   */
  return async function share<T>(
    key: string,
    { signal, onStep }: Attention<Step>,
    work: (attention: Required<Attention<Step>>) => Promise<Result>,
    use: (result: Result) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const shared = all.get(key) ?? begin(key, work);
    shared.users++;
    // Its own, as the same listener may come twice.
    const listen = (step: Step) => onStep?.(step);
    shared.listeners.add(listen);
    if (shared.lastStep !== undefined) listen(shared.lastStep);
    try {
      return await use(await orAborted(shared.result, signal));
    } finally {
      shared.listeners.delete(listen);
      await leave(key, shared);
    }
  };
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
