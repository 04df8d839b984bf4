import { setTimeout as sleep } from 'node:timers/promises';
import type { Used } from '../commands/place.ts';
import { soon } from '../commands/soon.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import type { OrderLimits } from '../server/clips/order-limits.ts';
import type { Orders } from '../server/clips/orders.ts';
import { acknowledge } from './acknowledge.ts';
import type { Deliver } from './deliver.ts';
import type { LeftAnswers } from './left-answers.ts';

/** Takes the order that an interaction places, and resolves with its outcome. */
export type TakeOrder = ReturnType<typeof createTakeOrder>;

interface TakeOrderParts {
  orders: Orders;
  limits: Pick<OrderLimits, 'take' | 'giveBack'>;
  deliver: Deliver;
  answers: Pick<LeftAnswers, 'end'>;
}

/** When it is tried once more to take back what was not taken, each after the one before, ms. */
const AGAIN_MS = [1000, 3000, 10_000];

/** Discord hears of an order only once it is written down: from then on nothing but its outcome ends it. */
export function createTakeOrder({ orders, limits, deliver, answers }: TakeOrderParts) {
  /** Its person was told that it is none: what is written of it, though late, must not be worked on. */
  async function takeBack(order: ClipOrder, written: Promise<void>): Promise<void> {
    await written.catch(() => {});
    for (const ms of AGAIN_MS) {
      const isGone = await orders.done(order).then(
        () => true,
        () => false,
      );
      if (isGone) break;
      await sleep(ms, null, { ref: false });
    }
    // What counts for nothing any more is found by itself.
    await limits.giveBack(order).catch(() => {});
  }

  return async (interaction: Used, order: ClipOrder): Promise<void> => {
    await soon(limits.take(order));
    const written = orders.write(order);
    try {
      await soon(written);
      // Whoever goes on with the order answers.
      answers.end(interaction);
      // What was asked for in several steps was answered before.
      if (!interaction.deferred) {
        await acknowledge(interaction, { privately: order.to !== 'here' });
      }
    } catch (error) {
      // Who asked has the answer before, however long that takes.
      void takeBack(order, written);
      throw error;
    }
    await deliver(order);
  };
}
