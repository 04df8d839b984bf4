import { LabelBuilder, ModalBuilder, TextInputBuilder, TextInputStyle } from 'discord.js';
import { CHOOSE, type Chosen, type Field, setId, setName } from '../../commands/settings/field.ts';
import { fields, QUOTA_INPUT } from '../../commands/settings/fields.ts';
import { needManager } from '../../commands/settings/manager.ts';
import { settingsView } from '../../commands/settings/view.ts';
import { UserError } from '../../server/errors.ts';
import type { Services } from '../../server/services.ts';
import { type Say, type Words, wordsAt } from '../../server/words/words.ts';
import type { Component } from './component.ts';

const GONE: Say = ({ settings }) => settings.gone;

/** Below /replay settings: what to change. Whether somebody may is asked each time, by each of these. */
const choose: Component = {
  name: CHOOSE,
  kind: 'select',
  values: 0,
  async run({ interaction, services: { servers, config } }) {
    const { id, name } = needManager(interaction);
    const field = fields.find((one) => one.id === interaction.values[0]);
    if (!field) throw new UserError(GONE);
    const told = { words: wordsAt(interaction.locale), limits: config };
    if (!field.row) return void (await interaction.showModal(form(field, told.words)));
    await interaction.update(settingsView(name, await servers.of(id), told, field));
  },
};

/** What one setting is chosen with, or filled in. */
function setting(field: Field): Component {
  const name = setName(field.id);
  if (field.row) {
    return {
      ...{ name, values: 0 },
      kind: 'select',
      async run({ interaction, services }) {
        await interaction.update(await change(interaction, field, services));
      },
    };
  }
  return {
    ...{ name, values: 0 },
    kind: 'form',
    async run({ interaction, services }) {
      const view = await change(interaction, field, services);
      if (interaction.isFromMessage()) await interaction.update(view);
    },
  };
}

export const settings: Component[] = [choose, ...fields.map(setting)];

/** @returns the settings as they are then. @throws UserError (403) for who does not manage the server */
async function change(chosen: Chosen, field: Field, { servers, config, log }: Services) {
  const { id, name } = needManager(chosen);
  const told = { words: wordsAt(chosen.locale), limits: config };
  const settings = await servers.change(id, field.read(chosen, told));
  log.info({ guildId: id, userId: chosen.user.id, field: field.id }, 'server settings');
  return settingsView(name, settings, told, field);
}

function form({ id }: Field, { settings, forms }: Words): ModalBuilder {
  const input = new TextInputBuilder()
    .setCustomId(QUOTA_INPUT)
    .setStyle(TextInputStyle.Short)
    .setRequired(false)
    .setMaxLength(10);
  return new ModalBuilder()
    .setCustomId(setId(id))
    .setTitle(settings.labels[id])
    .addLabelComponents(new LabelBuilder().setLabel(forms.megabytes).setTextInputComponent(input));
}
