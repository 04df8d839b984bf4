import { type APIActionRowComponent, type APIButtonComponent, ComponentType } from 'discord.js';
import { expect, test } from 'vitest';
import { en } from '../server/words/en.ts';
import { clipButtons, clipIdIn, withState } from './clip-buttons.ts';

const OF = { clipId: '1', sharerId: '2', requesterId: '3' };
const disabled = (row?: APIActionRowComponent<APIButtonComponent>) =>
  row?.components.flatMap((one) => (one.disabled && 'label' in one ? [one.label] : []));
const turn = (state: { gone: boolean; more: boolean }, row = clipButtons(OF, ALL, en)) =>
  withState([row], '1', state)?.[0] as ReturnType<typeof clipButtons> | undefined;
const ALL = { gone: false, more: true };
const NEED_CLIP = ['Trim', 'Save', 'Send to me', 'More before'];

test('five fit a row, as they have to be', () => {
  const row = clipButtons(OF, ALL, en);
  expect(row.components).toHaveLength(5);
  expect(disabled(row)).toEqual([]);
  expect(disabled(clipButtons(OF, { gone: false, more: false }, en))).toEqual(['More before']);
});

test('what needs the clip goes with it, and comes back with it; Delete stays', () => {
  const gone = turn({ gone: true, more: false });
  expect(disabled(gone)).toEqual(NEED_CLIP);
  expect(disabled(turn(ALL, gone))).toEqual([]);
});

test('nothing is edited where nothing changes', () => {
  expect(turn(ALL)).toBeUndefined();
  expect(turn({ gone: true, more: false }, turn({ gone: true, more: false }))).toBeUndefined();
});

test('a message that shows another clip by now, and other buttons, are left alone', () => {
  const gone = { gone: true, more: false };
  expect(withState([clipButtons(OF, ALL, en)], '9', gone)).toBeNull();
  const link = { type: 2 as const, style: 5 as const, label: 'x', url: 'https://example.org' };
  const row = { type: ComponentType.ActionRow as const, components: [link] };
  expect(withState([row], '1', gone)).toBeNull();
});

test('the clip of a message is known by its buttons, those of earlier versions, too', () => {
  expect(clipIdIn([clipButtons(OF, ALL, en)])).toBe('1');
  const old = { type: 2 as const, style: 2 as const, label: 'Trim', custom_id: 'trim:77' };
  expect(clipIdIn([{ type: ComponentType.ActionRow, components: [old] }])).toBe('77');
  const other = { ...old, custom_id: 'cancel:77' };
  expect(clipIdIn([{ type: ComponentType.ActionRow, components: [other] }])).toBeUndefined();
  expect(clipIdIn(undefined)).toBeUndefined();
});
