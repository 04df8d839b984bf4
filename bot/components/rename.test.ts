import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buttonOf, openPostedClips, type PostedClips } from '../test-posted.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());

/** Opens the form from the answer to a button below a clip. */
async function open(title: string, label = 'Save') {
  const { id, message } = await on.type(`/clip 2m title:${title}`);
  const answer = await on.press('ada', message, label);
  const customId = buttonOf(answer, 'Rename')!.custom_id!;
  const pressed = await on.control.click({ as: 'ada', message: answer.id, customId });
  const { modal } = await on.control.waitForAnswer(pressed.id);
  return { id, answer, pressed, modal };
}
async function send(interaction: string, title: string) {
  const { id } = await on.control.submit({ as: 'ada', interaction, values: { title } });
  return on.answer(id);
}
const titleOf = async (id: string) => (await on.services.clips.get(id))?.title;

test.each(['Save', 'Trim'])('the answer to %s leads to a form with its title', async (label) => {
  const { id, pressed, modal } = await open('before', label);
  expect(modal).toMatchObject({ title: 'Rename this clip' });
  expect(JSON.stringify(modal)).toContain('"value":"before"');
  const answer = await send(pressed.id, '  *after*  ');
  expect(answer.only_for).toBe(on.ada);
  expect(answer.content).toContain('\\*after\\*');
  expect(await titleOf(id)).toBe('*after*');
});

test('no title is a title, too', async () => {
  const { id, pressed } = await open('named');
  expect((await send(pressed.id, '')).content).toContain('no title any more');
  expect(await titleOf(id)).toBe('');
});

test('what can be no title is refused in words', async () => {
  const { id, pressed } = await open('stays so');
  expect((await send(pressed.id, 'a\u202eb')).content).toContain("can't have line breaks");
  expect(await titleOf(id)).toBe('stays so');
});

test('whose clip it is counts when it is sent, and when it is opened', async () => {
  const { id, answer, pressed } = await open('given away');
  const clip = (await on.services.clips.get(id))!;
  await on.services.clips.save({ ...clip, ownerId: on.bo });
  expect((await send(pressed.id, 'mine')).content).toContain('or it is not yours');
  expect(await titleOf(id)).toBe('given away');
  const again = await on.press('ada', answer, 'Rename');
  expect(again.content).toContain('or it is not yours');
  await on.services.clips.remove(id);
  expect((await on.press('ada', answer, 'Rename')).content).toContain('or it is not yours');
});

test('who asked for a clip of somebody else is not offered to rename it', async () => {
  const { id, message } = await on.type('/clip 30s');
  const clip = (await on.services.clips.get(id))!;
  await on.services.clips.save({ ...clip, requesterId: on.bo });
  const answer = await on.press('bo', message, 'Trim');
  expect(buttonOf(answer, 'Trim this clip')).toBeDefined();
  expect(buttonOf(answer, 'Rename')).toBeUndefined();
});
