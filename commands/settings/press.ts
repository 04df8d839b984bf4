import { LabelBuilder, ModalBuilder, TextInputBuilder, TextInputStyle } from 'discord.js';
import { UserError } from '../../server/errors.ts';
import type { Services } from '../../server/services.ts';
import { type Say, type Words, wordsAt } from '../../server/words/words.ts';
import type { Press, Pressed } from '../press.ts';
import { type Field, PREFIX, setId } from './field.ts';
import { fields, QUOTA_INPUT } from './fields.ts';
import { needManager } from './manager.ts';
import { CHOOSE_ID, settingsView } from './view.ts';

const GONE: Say = ({ settings }) => settings.gone;

/** What was chosen and filled in below /replay settings. Whether somebody may is asked each time. */
export const settingsPress: Press = {
  prefix: PREFIX,
  async run(pressed, services) {
    const { id, name } = needManager(pressed);
    const { servers, config } = services;
    if (pressed.customId === CHOOSE_ID) return choose(pressed, services, { id, name });
    const told = { words: wordsAt(pressed.locale), limits: config };
    const field = fields.find((one) => pressed.customId === setId(one.id));
    if (!field) throw new UserError(GONE);
    const settings = await servers.change(id, field.read(pressed, told));
    services.log.info({ guildId: id, userId: pressed.user.id, field: field.id }, 'server settings');
    await show(pressed, settingsView(name, settings, told, field));
  },
};

async function choose(
  pressed: Pressed,
  { servers, config }: Services,
  { id, name }: { id: string; name: string },
): Promise<void> {
  const [wanted] = pressed.isStringSelectMenu() ? pressed.values : [];
  const field = fields.find((one) => one.id === wanted);
  if (!field || pressed.isModalSubmit()) throw new UserError(GONE);
  const words = wordsAt(pressed.locale);
  if (!field.row) return void (await pressed.showModal(form(field, words)));
  const told = { words, limits: config };
  await show(pressed, settingsView(name, await servers.of(id), told, field));
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

/** In the message that was pressed. */
async function show(pressed: Pressed, view: ReturnType<typeof settingsView>): Promise<void> {
  if (!pressed.isModalSubmit()) await pressed.update(view);
  else if (pressed.isFromMessage()) await pressed.update(view);
}
