import { createEvents } from './events.ts';
import type { Log } from './log.ts';
import type { OnClose, OwnProcess } from './start-process.ts';

/** What pages are told while they are open, by whichever process. */
export async function startEvents(
  { store, processes }: Pick<OwnProcess, 'store' | 'processes'>,
  log: Log,
  onClose: OnClose,
) {
  const events = createEvents(store, log, Date.now, store.isShared ? processes : undefined);
  const deaf = await events.listen();
  onClose(async () => deaf());
  onClose(events.settled);
  return events;
}
