import { ChannelType } from 'discord.js';
import { UserError } from '../../server/errors.ts';
import { formatDuration } from '../duration.ts';
import { channelsField, choiceField, rolesField } from './choices.ts';
import type { Field } from './field.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MIB = 1024 * 1024;
const WINDOWS_MS = [1, 2, 5, 10, 15, 20, 30, 60, 120].map((minutes) => minutes * MINUTE_MS);
const KEPT_MS = [0, 1, 3, 7, 14, 30, 90].map((days) => days * DAY_MS);
const MOST_MB = 10_000_000;
/** The text input of the form that asks for the quota. */
export const QUOTA_INPUT = 'megabytes';

const days = (ms: number) => {
  const count = Math.round((ms / DAY_MS) * 10) / 10;
  return count === 1 ? '1 day' : `${count} days`;
};
const kept = (ms: number) => (ms === 0 ? 'not at all' : days(ms));

const quota: Field = {
  id: 'quotaBytes',
  label: 'Space for clips',
  now: ({ quotaBytes }) =>
    quotaBytes === null ? 'as much as there is' : `${Math.round(quotaBytes / MIB)} MB`,
  read(chosen) {
    if (!chosen.isModalSubmit()) return {};
    const typed = chosen.fields.getTextInputValue(QUOTA_INPUT).trim();
    if (typed === '') return { quotaBytes: null };
    const megabytes = /^\d+$/.test(typed) ? Number(typed) : 0;
    if (megabytes < 1 || megabytes > MOST_MB) {
      throw new UserError(
        `"${typed.slice(0, 40)}" is no number of megabytes. Take a whole number from 1 to ${MOST_MB}, or nothing for as much as there is.`,
      );
    }
    return { quotaBytes: megabytes * MIB };
  },
};

/** What those who manage a server can settle. */
export const fields: Field[] = [
  rolesField('shareRoles', 'Who may share', 'everybody'),
  rolesField('clipRoles', 'Who may clip', 'everybody'),
  rolesField('deleteRoles', 'Who may delete clips of others', 'nobody'),
  channelsField('channels', 'Channels', 'all', [
    ...[ChannelType.GuildText, ChannelType.GuildVoice, ChannelType.GuildStageVoice],
    ...[ChannelType.GuildAnnouncement, ChannelType.GuildForum],
  ]),
  choiceField('windowMs', 'How far back one can clip', ({ windowMs }) => [
    { value: null, label: `as far as here is possible: ${formatDuration(windowMs)}` },
    ...WINDOWS_MS.filter((ms) => ms < windowMs).map((value) => ({
      ...{ value, label: formatDuration(value) },
    })),
  ]),
  choiceField('delivery', 'How clips are posted', () => [
    { value: 'upload', label: 'as a file' },
    { value: 'link', label: 'as a link' },
  ]),
  choiceField('postedKeptMs', 'How long posted clips stay in the library', ({ postedKeptMs }) => [
    { value: null, label: `as long as is usual here: ${kept(postedKeptMs)}` },
    ...KEPT_MS.filter((ms) => ms < postedKeptMs).map((value) => ({ value, label: kept(value) })),
  ]),
  quota,
  choiceField('language', 'Language', () => [
    { value: null, label: "the server's on Discord" },
    { value: 'en', label: 'English' },
    { value: 'de', label: 'Deutsch' },
  ]),
];
