import { ApplicationCommandType } from 'discord.js';
import { allowed } from '../../commands/allowed.ts';
import { orderBy } from '../../commands/order.ts';
import { soon } from '../../commands/soon.ts';
import { wordedMenu } from '../../commands/worded.ts';
import { lastOf, needRange } from '../../server/clips/asked-range.ts';
import type { Menu } from './menu.ts';

/** As its name says, ms; or all that is kept. */
const LENGTH_MS = 120_000;

/** On a person: posts the last two minutes of their share. */
export const clipLast: Menu = {
  on: 'user',
  definition: { type: ApplicationCommandType.User, ...wordedMenu((menus) => menus.clipLast) },
  async run({ interaction, momentMs, services, take }) {
    const { windowMs } = services.config;
    const { id: sharerId } = interaction.targetUser;
    const range = lastOf(Math.min(LENGTH_MS, windowMs), momentMs);
    needRange(range, { momentMs, windowMs, format: undefined });
    const wanted = { ...orderBy(interaction, momentMs), sharerId, ...range, to: 'here' as const };
    const order = await allowed(wanted, { interaction, momentMs, services });
    await soon(services.clipMaker.needSomething(sharerId, order.only));
    await take(order);
  },
};
