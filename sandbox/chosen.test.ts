import { expect, test } from 'vitest';
import { checkChosen, checkFilledIn } from './chosen.ts';

const MENU = { type: 3, options: [{ value: 'a' }, { value: 'b' }], min_values: 1, max_values: 1 };
const form = (field: object) => ({
  components: [{ type: 18, component: { type: 4, custom_id: 'title', ...field } }],
});

test('of a menu, what is offered can be chosen, and no more of it', () => {
  checkChosen(MENU, ['a']);
  checkChosen({ type: 2 });
  expect(() => checkChosen(MENU, ['c'])).toThrow('c is not offered');
  expect(() => checkChosen(MENU, ['a', 'b'])).toThrow('1 to 1 have to be chosen');
  expect(() => checkChosen(MENU)).toThrow('have to be chosen');
});

test('a form is sent when its texts are as they have to be', () => {
  checkFilledIn(form({}), { title: 'goal' });
  checkFilledIn(form({ required: false, min_length: 2 }), {});
  checkFilledIn(form({ value: 'as it was' }), {});
  expect(() => checkFilledIn(form({}), { title: ' ' })).toThrow('has to be filled in');
  expect(() => checkFilledIn(form({ max_length: 3 }), { title: 'goal' })).toThrow('0 to 3');
  expect(() => checkFilledIn(form({ min_length: 5 }), { title: 'goal' })).toThrow('5 to 4000');
  const old = { components: [{ type: 1, components: [{ type: 4, custom_id: 'title' }] }] };
  expect(() => checkFilledIn(old, {})).toThrow('has to be filled in');
});
