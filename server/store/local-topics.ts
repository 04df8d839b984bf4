import { EventEmitter } from 'node:events';
import type { Topics } from './store.ts';

/** Within this process: there is no other one. */
export function localTopics(): Topics {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    async publish(topic, message) {
      // As it would arrive elsewhere: nobody shares an object with who sent it.
      emitter.emit(topic, JSON.stringify(message));
    },
    async subscribe(topic, listener) {
      const hear = (text: string) => listener(JSON.parse(text));
      emitter.on(topic, hear);
      return () => void emitter.off(topic, hear);
    },
  };
}
