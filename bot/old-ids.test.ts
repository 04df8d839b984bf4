import { expect, test } from 'vitest';
import { components } from './components/index.ts';
import { parseCustomId } from './custom-id.ts';
import { presentId } from './old-ids.ts';

test.each([
  ['withdraw:1:123', 'withdraw:123'],
  ['forget:1:123', 'forget'],
  ['settings:1:choose', 'settings'],
  ['settings:1:set:postedKeptMs', 'set-posted-kept-ms'],
  ['settings:1:set:quotaBytes', 'set-quota-bytes'],
])('%s is %s now, which a component has', (old, now) => {
  expect(presentId(old)).toBe(now);
  const { name, values } = parseCustomId(now)!;
  const known = components.find((one) => one.name === name);
  expect(known?.values).toBe(values.length);
});

test.each(['withdraw:123', 'forget', 'trim:1', 'more-by:1:2', 'other:1:2', ''])(
  '%o is written so now, and stays',
  (id) => expect(presentId(id)).toBe(id),
);
