import { SnowflakeUtil } from 'discord.js';
import { expect, test } from 'vitest';
import { snowflake, snowflakeAt, snowflakeTime } from './snowflake.ts';

test('ids rise, differ and carry their time as discord.js reads it', () => {
  const before = Date.now();
  const ids = Array.from({ length: 10_000 }, snowflake);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))).toEqual(ids);
  expect(SnowflakeUtil.timestampFrom(ids[0]!)).toBeGreaterThanOrEqual(before);
  expect(snowflakeTime(snowflakeAt(1_700_000_000_123, 7))).toBe(1_700_000_000_123);
});
