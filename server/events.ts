import { EventEmitter } from 'node:events';

/** What a person's open pages are told as it happens. */
export interface PageEvent {
  name: 'REPLAY_BUFFER_STARTED' | 'REPLAY_BUFFER_STOPPED' | 'REPLAY_BUFFER_FAILED';
  data: Record<string, unknown>;
}

export type Events = ReturnType<typeof createEvents>;

export function createEvents() {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    publish: (userId: string, event: PageEvent) => void emitter.emit(userId, event),
    /** @returns a function that ends the subscription */
    subscribe(userId: string, listener: (event: PageEvent) => void): () => void {
      emitter.on(userId, listener);
      return () => void emitter.off(userId, listener);
    },
  };
}
