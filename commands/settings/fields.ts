import { ChannelType } from 'discord.js';
import { UserError } from '../../server/errors.ts';
import { LANGUAGES, type Words, wordsIn } from '../../server/words/words.ts';
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

const kept = (ms: number, { settings }: Words) =>
  ms === 0 ? settings.notKept : settings.days(Math.round((ms / DAY_MS) * 10) / 10);

const quota: Field = {
  id: 'quotaBytes',
  now: ({ quotaBytes }, { words }) =>
    quotaBytes === null ? words.settings.allSpace : `${Math.round(quotaBytes / MIB)} MB`,
  read(chosen) {
    if (!chosen.isModalSubmit()) return {};
    const typed = chosen.fields.getTextInputValue(QUOTA_INPUT).trim();
    if (typed === '') return { quotaBytes: null };
    const megabytes = /^\d+$/.test(typed) ? Number(typed) : 0;
    if (megabytes < 1 || megabytes > MOST_MB) {
      throw new UserError(({ settings }) => settings.noMegabytes(typed.slice(0, 40), MOST_MB));
    }
    return { quotaBytes: megabytes * MIB };
  },
};

/** What those who manage a server can settle. */
export const fields: Field[] = [
  rolesField('shareRoles', (say) => say.everybody),
  rolesField('clipRoles', (say) => say.everybody),
  rolesField('deleteRoles', (say) => say.nobody),
  channelsField('channels', (say) => say.everywhere, [
    ...[ChannelType.GuildText, ChannelType.GuildVoice, ChannelType.GuildStageVoice],
    ...[ChannelType.GuildAnnouncement, ChannelType.GuildForum],
  ]),
  choiceField('windowMs', ({ words, limits: { windowMs } }) => [
    { value: null, label: words.settings.wholeWindow(words.duration(windowMs)) },
    ...WINDOWS_MS.filter((ms) => ms < windowMs).map((value) => ({
      ...{ value, label: words.duration(value) },
    })),
  ]),
  choiceField('delivery', ({ words }) => [
    { value: 'upload', label: words.settings.asFile },
    { value: 'link', label: words.settings.asLink },
  ]),
  choiceField('postedKeptMs', ({ words, limits: { postedKeptMs } }) => [
    { value: null, label: words.settings.usualKept(kept(postedKeptMs, words)) },
    ...KEPT_MS.filter((ms) => ms < postedKeptMs).map((value) => ({
      value,
      label: kept(value, words),
    })),
  ]),
  quota,
  choiceField('language', ({ words }) => [
    { value: null, label: words.settings.discords },
    ...LANGUAGES.map((value) => ({ value, label: wordsIn(value).called })),
  ]),
];
