import { expect, test } from 'vitest';
import { commandOf } from './keys.ts';

const press = (key: string, more = {}) => ({
  ...{ key, ctrlKey: false, altKey: false, metaKey: false },
  ...more,
});

test.each([
  [' ', 'toggle'],
  ['K', 'toggle'],
  ['j', 'back'],
  ['.', 'pictureForward'],
  ['I', 'from'],
  ['o', 'to'],
  ['x', undefined],
  ['Enter', undefined],
])('"%s" is %s', (key, command) => expect(commandOf(press(key), 'other')).toBe(command));

test('who types a title cuts nothing', () => {
  expect(commandOf(press('i'), 'text')).toBeUndefined();
  expect(commandOf(press(' '), 'text')).toBeUndefined();
});

test('Space presses the button that has the keyboard, and letters still do what they do', () => {
  expect(commandOf(press(' '), 'button')).toBeUndefined();
  expect(commandOf(press('o'), 'button')).toBe('to');
});

test('what the browser means by a key stays the browser’s', () => {
  expect(commandOf(press('l', { ctrlKey: true }), 'other')).toBeUndefined();
  expect(commandOf(press('0', { metaKey: true }), 'other')).toBeUndefined();
});
