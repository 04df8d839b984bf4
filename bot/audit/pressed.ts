import { setName } from '../../commands/settings/field.ts';
import { fields } from '../../commands/settings/fields.ts';
import { clipLast } from '../menus/clip-last.ts';
import { save } from '../menus/save.ts';
import { trim } from '../menus/trim.ts';
import { idIn, type Player } from './player.ts';
import { LOUD_TITLE } from './typed.ts';

/** Below a clip of one's own, everything is pressed; deleting comes last. */
export async function pressEverything(owner: Player, ownerId: string): Promise<void> {
  const clip = await owner.type(`/clip 20s title:${LOUD_TITLE}`);
  await owner.press(clip, 'to-me');
  await owner.press(clip, 'trim');
  await rename(owner, await owner.press(clip, 'save'));
  await owner.menu(clipLast.definition.name, ownerId);
  await owner.menu(trim.definition.name, clip.id);
  await owner.menu(save.definition.name, clip.id);
  await owner.press(await owner.press(clip, 'more'), 'more-by');
  const longer = await owner.sees(
    (one) => one.id === clip.id && idIn(one, 'save') !== idIn(clip, 'save'),
  );
  await owner.press(await owner.press(longer, 'delete'), 'leave');
  await owner.press(await owner.press(longer, 'delete'), 'delete-yes');
}

async function rename(owner: Player, saved: Awaited<ReturnType<Player['press']>>): Promise<void> {
  const title = { title: LOUD_TITLE };
  await owner.fillIn(await owner.use(saved, 'rename'), title);
  await owner.fillIn(await owner.use(saved, 'rename'), { title: '' });
}

/** Below somebody else's clip: most of it is refused. */
export async function pressAsAnother(owner: Player, other: Player, ownerId: string) {
  const clip = await owner.type('/clip 20s title:not yours');
  for (const name of ['to-me', 'more', 'trim', 'save', 'delete']) await other.press(clip, name);
  for (const { definition } of [trim, save]) await other.menu(definition.name, clip.id);
  await other.menu(clipLast.definition.name, ownerId);
}

/** Everything that can be chosen in the settings, and a quota that can't be meant. */
export async function chooseEverySetting(
  manager: Player,
  ids: { roleId: string; channelId: string },
): Promise<void> {
  const message = await manager.type('/replay settings');
  const chosen: Record<string, string[]> = {
    ...{ shareRoles: [], clipRoles: [ids.roleId], deleteRoles: [ids.roleId] },
    ...{ channels: [ids.channelId], windowMs: ['300000'], delivery: ['link'] },
    ...{ postedKeptMs: ['0'], language: ['de'] },
  };
  const undone: Record<string, string[]> = {
    ...{ clipRoles: [], deleteRoles: [], channels: [], windowMs: ['none'] },
    ...{ delivery: ['upload'], postedKeptMs: ['none'], language: ['none'] },
  };
  for (const { id, row } of fields) {
    const choice = () => manager.use(message, 'settings', [id]);
    if (!row) {
      await manager.fillIn(await choice(), { megabytes: '@everyone' });
      await manager.fillIn(await choice(), { megabytes: '500' });
      await manager.fillIn(await choice(), { megabytes: '' });
      continue;
    }
    for (const values of [chosen[id], undone[id]]) {
      const asked = await manager.press(message, 'settings', [id]);
      if (values) await manager.press(asked, setName(id), values);
    }
  }
}
