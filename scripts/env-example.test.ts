import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfig, VARIABLES } from '../server/config.ts';

const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
const shown = [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)];

test('.env.example shows every variable that is read, once, and no other', () => {
  expect(shown.map(([, name]) => name).toSorted()).toEqual(VARIABLES.toSorted());
});

test('the defaults it shows are the defaults', () => {
  // Addresses depend on the others.
  const addresses = ['DISCORD_API_URL', 'DISCORD_AUTHORIZE_URL', 'PUBLIC_URL'];
  const values = shown.map(([, name = '', value]) => [name, value] as const);
  const set = Object.fromEntries(values.filter(([name]) => !addresses.includes(name)));
  expect(loadConfig(set)).toEqual(loadConfig({}));
});

test('every variable has an explanation above it', () => {
  for (const block of example.split('\n\n')) {
    const first = block.split('\n')[0] ?? '';
    expect(first).toMatch(/^# /);
  }
});
