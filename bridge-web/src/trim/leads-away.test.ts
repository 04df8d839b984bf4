import { expect, test } from 'vitest';
import { leadsAway } from './leads-away.ts';

const CLICK = {
  ...{ button: 0, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
  defaultPrevented: false,
};
const LINK = { target: '', pathname: '/library', download: '' };

test('a plain click on a link to another page leaves this one', () => {
  expect(leadsAway(CLICK, LINK, '/trim')).toBe(true);
});

test.each([
  { ctrlKey: true },
  { metaKey: true },
  { shiftKey: true },
  { altKey: true },
  { button: 1 },
  { defaultPrevented: true },
])('a click with %j leaves this page where it is', (change) => {
  expect(leadsAway({ ...CLICK, ...change }, LINK, '/trim')).toBe(false);
});

test.each([{ target: '_blank' }, { pathname: '/trim' }, { download: 'clip.mp4' }])(
  'so does a link with %j',
  (change) => expect(leadsAway(CLICK, { ...LINK, ...change }, '/trim')).toBe(false),
);
