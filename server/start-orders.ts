import { join } from 'node:path';
import type { BotLink } from './calls/bot-link.ts';
import { createHeldSegments } from './clips/held-segments.ts';
import { createOrderBoard } from './clips/order-board.ts';
import { openOrderDesk } from './clips/order-desk.ts';
import { createOrders } from './clips/orders.ts';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import type { Log } from './log.ts';
import type { OnClose, OwnProcess } from './start-process.ts';
import type { OwnStorage } from './start-storage.ts';

/** Where clips are ordered, with what earlier processes have left. */
export async function startOrders(
  config: Config,
  parts: {
    own: Pick<OwnProcess, 'store'>;
    storage: Pick<OwnStorage, 'handed'>;
    events: Events;
    link: Pick<BotLink, 'cancelElsewhere'>;
    log: Log;
  },
  onClose: OnClose,
) {
  const { store } = parts.own;
  const { handed } = parts.storage;
  const { events, link, log } = parts;
  const heldPath = join(config.dataDir, 'held');
  const held = createHeldSegments(heldPath, handed && { files: handed, log });
  const orders = await openOrderDesk({
    ...{ store, held, cancelElsewhere: link.cancelElsewhere },
    orders: createOrders(store, held.release),
    board: createOrderBoard({ store, events, log }),
    limits: config.orderLimits,
  });
  onClose(async () => orders.close());
  return orders;
}
