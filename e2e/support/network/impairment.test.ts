import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { until } from '../until.ts';
import { Impairer, type Impairment, UNIMPAIRED } from './impairment.ts';
import { relayUdp } from './relay-udp.ts';

function fates(setting: Partial<Impairment>, count = 20_000, seed = 7): number[][] {
  const impairer = new Impairer(seed);
  impairer.setting = { ...UNIMPAIRED, ...setting };
  return Array.from({ length: count }, () => impairer.next());
}

test('a good network does nothing', () => {
  expect(fates({}, 100)).toEqual(Array.from({ length: 100 }, () => [0]));
});

test('the same seed rolls the same dice, another one others', () => {
  const setting = { loss: 0.1, jitterMs: 20, duplicate: 0.1 };
  expect(fates(setting)).toEqual(fates(setting));
  expect(fates(setting, 100, 8)).not.toEqual(fates(setting, 100));
});

test.each([1, 5, 20])(
  'in bursts of %d, as much is lost as is set, and so many at a time',
  (burst) => {
    const lost = fates({ loss: 0.05, burst }, 200_000).map((copies) => copies.length === 0);
    const count = lost.filter(Boolean).length;
    const runs = lost.filter((one, i) => one && !lost[i - 1]).length;
    expect(count / lost.length).toBeGreaterThan(0.04);
    expect(count / lost.length).toBeLessThan(0.06);
    expect(count / runs / burst).toBeGreaterThan(0.85);
    expect(count / runs / burst).toBeLessThan(1.15);
  },
);

test('delay, jitter, reordering and duplicates are as set', () => {
  const all = fates({ delayMs: 100, jitterMs: 20, reorder: 0.1, reorderMs: 50, duplicate: 0.2 });
  const first = all.map(([ms = 0]) => ms);
  expect(Math.min(...first)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...first)).toBeLessThan(170);
  expect(first.filter((ms) => ms >= 150).length / all.length).toBeCloseTo(0.1, 1);
  expect(all.filter(({ length }) => length === 2).length / all.length).toBeCloseTo(0.2, 1);
});

test('a relay carries both ways, shows each client as one of its own, and another one after rebinding', async () => {
  const server = createSocket('udp4').bind(0, '127.0.0.1');
  await once(server, 'listening');
  const callers: number[] = [];
  server.on('message', (data, { port }) => {
    callers.push(port);
    server.send(data, port, '127.0.0.1');
  });
  const dice = { up: new Impairer(1), down: new Impairer(2) };
  const relay = await relayUdp('127.0.0.1', server.address().port, dice);
  const client = createSocket('udp4').bind(0, '127.0.0.1');
  const answers: string[] = [];
  client.on('message', (data) => answers.push(String(data)));
  const say = async (word: string) => {
    client.send(word, relay.port, '127.0.0.1');
    await until(`${word} comes back`, () => answers.includes(word), { everyMs: 5 });
  };
  await say('one');
  await say('two');
  relay.rebind();
  await say('three');
  expect(callers[0]).toBe(callers[1]);
  expect(callers[2]).not.toBe(callers[0]);
  expect(callers).not.toContain(client.address().port);
  dice.up.setting = { ...UNIMPAIRED, dark: true };
  client.send('four', relay.port, '127.0.0.1');
  await until('it is lost', () => dice.up.fates.lost === 1);
  expect(answers).toEqual(['one', 'two', 'three']);
  relay.close();
  client.close();
  server.close();
});
