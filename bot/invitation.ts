import { PermissionFlagsBits as P } from 'discord.js';

/** All that a clip needs where it is posted. */
export const PERMISSIONS =
  P.ViewChannel | P.SendMessages | P.SendMessagesInThreads | P.EmbedLinks | P.AttachFiles;

/** The page on which who manages a server lets the bot in. */
export const invitation = (applicationId: string): string =>
  `https://discord.com/oauth2/authorize?client_id=${applicationId}&scope=bot+applications.commands&permissions=${PERMISSIONS}`;
