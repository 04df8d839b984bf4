import type { AutocompleteInteraction } from 'discord.js';
import { expect, test } from 'vitest';
import { loadConfig } from '../server/config.ts';
import type { Services } from '../server/services.ts';
import { clip } from './clip.ts';

async function offered(typed: string, minutes = 20): Promise<unknown[]> {
  const interaction = {
    options: { getFocused: () => ({ name: 'duration', value: typed }) },
  } as unknown as AutocompleteInteraction;
  const config = loadConfig({ REPLAY_SEGMENT_CLEANUP_AGE_MINUTES: String(minutes) });
  const choices = await clip.complete?.(interaction, { config } as Services);
  return choices?.map(({ value }) => value) ?? [];
}

test('presets up to the window are offered', async () => {
  expect(await offered('')).toEqual(['30s', '1m', '2m', '5m', '10m', '20m']);
  expect(await offered('', 2)).toEqual(['30s', '1m', '2m']);
});

test('what is typed is offered first when it is a length that is kept', async () => {
  expect(await offered('2')).toEqual(['2s', '2m', '20m']);
  expect(await offered('1:30')).toEqual(['1m30s']);
  expect(await offered('45m')).toEqual([]);
  expect(await offered('soon')).toEqual([]);
});
