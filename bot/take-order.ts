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

/** Discord hears of an order only once it is written down: from then on nothing but its outcome ends it. */
export function createTakeOrder({ orders, limits, deliver, answers }: TakeOrderParts) {
  return async (interaction: Used, order: ClipOrder): Promise<void> => {
    await soon(limits.take(order));
    try {
      await soon(orders.write(order));
      // Whoever goes on with the order answers.
      answers.end(interaction);
      // What was asked for in several steps was answered before.
      if (!interaction.deferred) {
        await acknowledge(interaction, { privately: order.to !== 'here' });
      }
    } catch (error) {
      await limits.giveBack(order);
      await orders.done(order);
      throw error;
    }
    await deliver(order);
  };
}
