import { afterEach, expect, test } from 'vitest';
import { type Takeover, watchTakeover } from './takeover.ts';

const tabs: Takeover[] = [];
afterEach(() => tabs.splice(0).forEach((tab) => tab.close()));

/** A tab of that person. @returns who was told so far */
function open(userId: string, name: string, told: string[]): Takeover {
  const tab = watchTakeover(userId, () => told.push(name));
  tabs.push(tab);
  return tab;
}

test('the other tabs of the same person are told, and nobody else', async () => {
  const told: string[] = [];
  const first = open('1', 'first', told);
  open('1', 'second', told);
  open('2', 'another person', told);
  first.announce();
  await expect.poll(() => told).toEqual(['second']);
  // Messages come in their order: what could have come before this one has come.
  open('2', 'last', told).announce();
  await expect.poll(() => told).toEqual(['second', 'another person']);
});
