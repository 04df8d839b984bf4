import { z } from 'zod';
import { en } from '../words/en.ts';

/** Of a person, a server or a channel: it may become part of an address or a path. */
export const discordId = z
  .string({ error: en.fields.discordId })
  .regex(/^\d{1,20}$/, { error: en.fields.discordId });
