import { AsyncLocalStorage } from 'node:async_hooks';

/** What stands on every line that a piece of work logs, wherever in the code; so one id leads from a command to its post. */
export interface LogFields {
  /** The interaction that Discord sent. Of a /clip, its order has the same id. */
  interactionId?: string;
  orderId?: string;
  /** Of an HTTP request, as the answer's X-Request-Id says it. */
  requestId?: string;
  /** One look of the loop at a room. */
  lookId?: string;
}

const current = new AsyncLocalStorage<LogFields>();

/** All that this work logs, also later on, has these fields, beside those of the work that it is a part of. */
export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return current.run({ ...current.getStore(), ...fields }, work);
}

/** The same, for work that only happens to begin within another: it has these alone. */
export function withOnlyLogFields<T>(fields: LogFields, work: () => T): T {
  return current.run(fields, work);
}

/** To be handed to another process that goes on with the work. */
export const logFieldsHere = (): LogFields => ({ ...current.getStore() });
