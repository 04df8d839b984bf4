import type { AutocompleteInteraction } from 'discord.js';
import { expect, test } from 'vitest';
import { loadConfig } from '../server/config.ts';
import type { Services } from '../server/services.ts';
import { clip } from './clip.ts';

/** What is offered for an option, with one mark and nothing buffered. */
async function offered(name: string, typed: string): Promise<unknown[]> {
  const interaction = {
    user: { id: '11' },
    options: { getFocused: () => ({ name, value: typed }) },
  } as unknown as AutocompleteInteraction;
  const mark = { id: '901', atMs: Date.now() - 60_000, label: 'Boss fight' };
  const services = {
    config: loadConfig({}),
    segments: { coverage: async () => null },
    marks: { recent: async () => [mark], lastClipEnd: async () => undefined },
  } as unknown as Services;
  return (await clip.complete?.(interaction, services))?.map(({ value }) => value) ?? [];
}

test('each option is completed with its own', async () => {
  expect(await offered('duration', '')).toEqual([]);
  expect(await offered('from', 'boss')).toEqual(['last mark']);
});
