import { expect, test } from 'vitest';
import { keyAction } from './keys.ts';

const nothing = { ctrlKey: false, metaKey: false, altKey: false, repeat: false };
const press = (key: string, change: object = {}) =>
  keyAction({ key, ...nothing, defaultPrevented: false, target: null, ...change });
const on = (tagName: string, type = '') => ({ target: { tagName, type } });

test.each([
  ['c', { do: 'clip-last' }],
  ['C', { do: 'clip-last' }],
  ['m', { do: 'mark' }],
  ['1', { do: 'clip', preset: 0 }],
  ['5', { do: 'clip', preset: 4 }],
  ['6', undefined],
  ['0', undefined],
  ['x', undefined],
  ['Enter', undefined],
])('%s does %j', (key, action) => expect(press(key)).toEqual(action));

test('Ctrl+C copies, a key held down clips once', () => {
  for (const held of ['ctrlKey', 'metaKey', 'altKey', 'repeat', 'defaultPrevented']) {
    expect(press('c', { [held]: true })).toBeUndefined();
  }
});

test('who types or chooses from a list is left alone', () => {
  for (const target of [on('INPUT', 'text'), on('TEXTAREA'), on('SELECT', 'select-one')]) {
    expect(press('m', target)).toBeUndefined();
  }
  for (const target of [
    on('INPUT', 'radio'),
    on('INPUT', 'checkbox'),
    on('BUTTON', 'button'),
    on('BODY'),
  ]) {
    expect(press('m', target)).toEqual({ do: 'mark' });
  }
});
