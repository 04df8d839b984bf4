import { LabelBuilder, ModalBuilder, TextInputBuilder, TextInputStyle } from 'discord.js';
import { UserError } from '../../server/errors.ts';
import type { Services } from '../../server/services.ts';
import type { Press, Pressed } from '../press.ts';
import { type Field, PREFIX, setId } from './field.ts';
import { fields, QUOTA_INPUT } from './fields.ts';
import { needManager } from './manager.ts';
import { CHOOSE_ID, settingsView } from './view.ts';

const GONE = 'I do not know this setting any more. `/replay settings` shows those that there are.';

/** What was chosen and filled in below /replay settings. Whether somebody may is asked each time. */
export const settingsPress: Press = {
  prefix: PREFIX,
  async run(pressed, services) {
    const { id, name } = needManager(pressed);
    const { servers, config } = services;
    if (pressed.customId === CHOOSE_ID) return choose(pressed, services, { id, name });
    const field = fields.find((one) => pressed.customId === setId(one.id));
    if (!field) throw new UserError(GONE);
    const settings = await servers.change(id, field.read(pressed, config));
    services.log.info({ guildId: id, userId: pressed.user.id, field: field.id }, 'server settings');
    await show(pressed, settingsView(name, settings, config, field));
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
  if (!field.row) return void (await pressed.showModal(form(field)));
  await show(pressed, settingsView(name, await servers.of(id), config, field));
}

function form({ id, label }: Field): ModalBuilder {
  const input = new TextInputBuilder()
    .setCustomId(QUOTA_INPUT)
    .setStyle(TextInputStyle.Short)
    .setRequired(false)
    .setMaxLength(10);
  return new ModalBuilder()
    .setCustomId(setId(id))
    .setTitle(label)
    .addLabelComponents(
      new LabelBuilder().setLabel('Megabytes (empty: no limit)').setTextInputComponent(input),
    );
}

/** In the message that was pressed. */
async function show(pressed: Pressed, view: ReturnType<typeof settingsView>): Promise<void> {
  if (!pressed.isModalSubmit()) await pressed.update(view);
  else if (pressed.isFromMessage()) await pressed.update(view);
}
