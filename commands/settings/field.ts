import type {
  AnySelectMenuInteraction,
  APIActionRowComponent,
  APIComponentInMessageActionRow,
  ModalSubmitInteraction,
} from 'discord.js';
import { renderCustomId } from '../../bot/custom-id.ts';
import type { Config } from '../../server/config.ts';
import type { ServerSettings } from '../../server/servers/server-settings.ts';
import type { Words } from '../../server/words/words.ts';

/** One setting of a server, as /replay settings shows and changes it; all of them are in fields.ts. */
export interface Field {
  id: keyof ServerSettings;
  /** What it is now, in a few words. */
  now(settings: ServerSettings, told: Told): string;
  /** What it is chosen with; absent where a form asks for it. */
  row?(settings: ServerSettings, told: Told): Row;
  /** What was chosen. @throws UserError for what can't be meant */
  read(chosen: Chosen, told: Told): Partial<ServerSettings>;
}

/** Who is told of them reads these words. */
export interface Told {
  words: Words;
  limits: Limits;
}

/** What the installation allows. */
export type Limits = Pick<Config, 'windowMs' | 'postedKeptMs'>;
export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** What was chosen, or filled in. */
export type Chosen = AnySelectMenuInteraction | ModalSubmitInteraction;

/** The component that asks what to change. */
export const CHOOSE = 'settings';
/** The component that changes a setting: `set-quota-bytes`. */
export const setName = (field: Field['id']) =>
  `set-${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
/** Its custom id. */
export const setId = (field: Field['id']) => renderCustomId({ name: setName(field), values: [] });
