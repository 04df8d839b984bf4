import type {
  ButtonInteraction,
  ChannelSelectMenuInteraction,
  ModalSubmitInteraction,
  RoleSelectMenuInteraction,
  StringSelectMenuInteraction,
} from 'discord.js';
import type { Services } from '../server/services.ts';

/** Something that was pressed, chosen or filled in. */
export type Pressed =
  | ButtonInteraction
  | StringSelectMenuInteraction
  | RoleSelectMenuInteraction
  | ChannelSelectMenuInteraction
  | ModalSubmitInteraction;

/** Components whose custom ids begin with the same; listed in presses.ts. */
export interface Press {
  /** `name:version:`, what follows is its own; all of it within Discord's 100 characters. */
  prefix: string;
  /** A UserError that it throws is shown to the person. */
  run(interaction: Pressed, services: Services): Promise<void>;
}
