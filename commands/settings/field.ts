import type { APIActionRowComponent, APIComponentInMessageActionRow } from 'discord.js';
import type { Config } from '../../server/config.ts';
import type { ServerSettings } from '../../server/servers/server-settings.ts';
import type { Words } from '../../server/words/words.ts';
import type { Pressed } from '../press.ts';

/** One setting of a server, as /replay settings shows and changes it; all of them are in fields.ts. */
export interface Field {
  id: keyof ServerSettings;
  /** What it is now, in a few words. */
  now(settings: ServerSettings, told: Told): string;
  /** What it is chosen with; absent where a form asks for it. */
  row?(settings: ServerSettings, told: Told): Row;
  /** What was chosen. @throws UserError for what can't be meant */
  read(pressed: Pressed, told: Told): Partial<ServerSettings>;
}

/** Who is told of them reads these words. */
export interface Told {
  words: Words;
  limits: Limits;
}

/** What the installation allows. */
export type Limits = Pick<Config, 'windowMs' | 'postedKeptMs'>;
export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

export const PREFIX = 'settings:1:';
/** The custom id of what changes a setting. */
export const setId = (field: Field['id']) => `${PREFIX}set:${field}`;
