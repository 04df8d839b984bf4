import type { ContextMenuCommandInteraction } from 'discord.js';
import type { ClipOrder } from '../../server/clips/order.ts';
import { UserError } from '../../server/errors.ts';
import type { TakeOrder } from '../take-order.ts';
import { menus } from './index.ts';
import type { MenuCall } from './menu.ts';

/** Brings what was chosen from a menu to its handler. @throws UserError for one that is not there any more */
export async function runMenu(
  interaction: ContextMenuCommandInteraction,
  {
    takeOrder,
    ...parts
  }: Omit<MenuCall<unknown>, 'interaction' | 'take'> & { takeOrder: TakeOrder },
): Promise<void> {
  const known = menus.find(({ definition }) => definition.name === interaction.commandName);
  const take = (order: ClipOrder) => takeOrder(interaction, order);
  if (known?.on === 'user' && interaction.isUserContextMenuCommand()) {
    return known.run({ ...parts, interaction, take });
  }
  if (known?.on === 'message' && interaction.isMessageContextMenuCommand()) {
    return known.run({ ...parts, interaction, take });
  }
  throw new UserError((words) => words.bot.noCommand);
}
