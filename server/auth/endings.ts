import { EventEmitter } from 'node:events';
import type { Store } from '../store/store.ts';

/** Tells every process at once that something has ended by which pages or programs are connected. */
export type Endings<T> = ReturnType<typeof createEndings<T>>;

export function createEndings<T>({ topics, isShared }: Store, topic: string) {
  const emitter = new EventEmitter().setMaxListeners(0);
  let listening: Promise<unknown> | undefined;

  function listen(): void {
    const hear = ({ id, how }: { id: string; how: T }) => void emitter.emit(id, how);
    listening ??= topics.subscribe(topic, hear).catch(() => {
      // Who is connected is asked for now and then, too.
      listening = undefined;
    });
  }

  return {
    async tell(id: string, how: T): Promise<void> {
      emitter.emit(id, how);
      if (isShared) await topics.publish(topic, { id, how }).catch(() => {});
    },

    /** Calls back once. @returns a function that takes this back */
    on(id: string, listener: (how: T) => void): () => void {
      if (isShared) listen();
      emitter.once(id, listener);
      return () => void emitter.off(id, listener);
    },
  };
}
