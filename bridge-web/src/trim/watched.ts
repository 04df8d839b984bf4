import { useEffect, useState } from 'preact/hooks';

/** A value that others look at, told at once and without drawing the page anew. */
export interface Watched<T> {
  readonly now: T;
  set(next: T): void;
  /** @returns a function that ends it */
  listen(listener: (now: T) => void): () => void;
}

export function createWatched<T>(first: T): Watched<T> {
  let now = first;
  const listeners = new Set<(now: T) => void>();
  return {
    get now() {
      return now;
    },
    set(next) {
      if (Object.is(next, now)) return;
      now = next;
      for (const listener of listeners) listener(now);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** For what the page draws of it. @param everyMs a change after a while is drawn at once, then not more often than that */
export function useWatched<T>(watched: Watched<T>, everyMs = 0): T {
  const [now, setNow] = useState<{ value: T }>({ value: watched.now });
  useEffect(() => {
    let drawnMs = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = () => {
      timer = undefined;
      drawnMs = performance.now();
      setNow({ value: watched.now });
    };
    take();
    const end = watched.listen(() => {
      const waitMs = drawnMs + everyMs - performance.now();
      if (waitMs <= 0) take();
      else timer ??= setTimeout(take, waitMs);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [watched, everyMs]);
  return now.value;
}
