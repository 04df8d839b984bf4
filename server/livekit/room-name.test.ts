import { expect, test } from 'vitest';
import { parseRoomName, roomName } from './room-name.ts';

test.each([
  ['81384788765712384', '381871767846780928', 'replay_81384788765712384_381871767846780928'],
  ['1', '2', 'replay_1_2'],
])('guild %s, channel %s <-> %s', (guildId, channelId, name) => {
  expect(roomName(guildId, channelId)).toBe(name);
  expect(parseRoomName(name)).toEqual({ guildId, channelId });
});

test.each([
  '',
  'replay_',
  'replay_1',
  'replay_1_',
  'replay_1_2_3',
  'replay_a_2',
  ' replay_1_2',
  'replay_1_2\n',
  'other_1_2',
  `replay_${'1'.repeat(21)}_2`,
])('%j is no room of ours', (name) => {
  expect(parseRoomName(name)).toBeNull();
});
