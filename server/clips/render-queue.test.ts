import { expect, test } from 'vitest';
import { createRenderQueue } from './render-queue.ts';

/** A render that runs until it is let go. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

/** Starts renders by name (`a1` is somebody's called a); each ends at once, in the order that it began. */
async function orderOf(names: string[], slots = 1): Promise<string[]> {
  const queue = createRenderQueue(slots);
  const first = gate();
  const begun: string[] = [];
  const held = Array.from({ length: slots }, (_, i) =>
    queue.run({ by: `nobody${i}` }, () => first.promise),
  );
  const all = names.map((name) => {
    const [by = ''] = name;
    return queue.run({ by, goesOn: name.endsWith('!') }, async () => void begun.push(name));
  });
  first.open();
  await Promise.all([...held, ...all]);
  return begun;
}

test('people take turns, however much one of them asks for', async () => {
  expect(await orderOf(['a1', 'a2', 'a3', 'b1', 'c1', 'b2'])).toEqual([
    ...['a1', 'b1', 'c1'],
    ...['a2', 'b2'],
    'a3',
  ]);
});

test('somebody’s tenth waits behind everybody else’s first, however late those come', async () => {
  const tens = Array.from({ length: 10 }, (_, i) => `a${i}`);
  const begun = await orderOf([...tens, 'b1', 'c1', 'd1'], 2);
  expect(begun.slice(0, 4).toSorted()).toEqual(['a0', 'b1', 'c1', 'd1']);
});

test('who has a render running comes after those who have none', async () => {
  const queue = createRenderQueue(2);
  const gates = { a1: gate(), x1: gate() };
  const begun: string[] = [];
  const run = (name: string, until?: Promise<void>) =>
    queue.run({ by: name.charAt(0) }, async () => {
      begun.push(name);
      await until;
    });
  const all = [run('a1', gates.a1.promise), run('x1', gates.x1.promise), run('a2'), run('b1')];
  gates.x1.open();
  await Promise.all(all.slice(1));
  expect(begun).toEqual(['a1', 'x1', 'b1', 'a2']);
  gates.a1.open();
  await all[0];
});

test('what goes on with a turn already taken takes no other, and lets those first who had none', async () => {
  expect(await orderOf(['a1', 'b1', 'a2', 'b1!', 'b2'])).toEqual(['a1', 'b1', 'b1!', 'a2', 'b2']);
});

test('half of the slots stay for what is soon done', async () => {
  const queue = createRenderQueue(2);
  const held = gate();
  const heavy = [1, 2, 3].map((n) => queue.run({ by: `a${n}`, isHeavy: true }, () => held.promise));
  expect(queue.depth()).toEqual({ running: 1, waiting: 2 });
  expect(await queue.run({ by: 'b' }, async () => 'done')).toBe('done');
  expect(queue.depth()).toEqual({ running: 1, waiting: 2 });
  held.open();
  await Promise.all(heavy);
});

test('as many run as there are slots, also after a failure', async () => {
  const queue = createRenderQueue(2);
  const held = gate();
  const bad = queue.run({ by: 'a' }, async () => {
    await held.promise;
    throw new Error('broken');
  });
  const good = [1, 2, 3].map((n) => queue.run({ by: `b${n}` }, () => held.promise));
  expect(queue.depth()).toEqual({ running: 2, waiting: 2 });
  held.open();
  await expect(bad).rejects.toThrow('broken');
  await Promise.all(good);
  expect(queue.depth()).toEqual({ running: 0, waiting: 0 });
});

test('places are told as they change, and to nobody who need not wait', async () => {
  const queue = createRenderQueue(1);
  const held = [gate(), gate(), gate()];
  const places: string[] = [];
  const run = (by: string, until: { promise: Promise<void> }) =>
    queue.run({ by, onPlace: (place) => places.push(`${by}${place}`) }, () => until.promise);
  const all = [run('a', held[0]!), run('a', held[1]!), run('b', held[2]!)];
  // b has none running, so a's second goes behind it.
  expect(places).toEqual(['a1', 'b1', 'a2']);
  held[0]!.open();
  await all[0];
  held[2]!.open();
  await all[2];
  held[1]!.open();
  await all[1];
  expect(places.slice(3)).toEqual(['a1']);
});

test('who gives up leaves the queue, and the others move up', async () => {
  const queue = createRenderQueue(1);
  const held = gate();
  const giveUp = new AbortController();
  const places: number[] = [];
  const first = queue.run({ by: 'a' }, () => held.promise);
  const second = queue.run({ by: 'b', signal: giveUp.signal }, async () => 'never');
  const third = queue.run({ by: 'c', onPlace: (n) => places.push(n) }, async () => 'done');
  giveUp.abort(new Error('cancelled'));
  await expect(second).rejects.toThrow('cancelled');
  expect(places).toEqual([2, 1]);
  held.open();
  await first;
  expect(await third).toBe('done');
  const late = queue.run({ by: 'b', signal: giveUp.signal }, async () => 'never');
  await expect(late).rejects.toThrow('cancelled');
});

test('five hundred wait; one more is told so', async () => {
  const queue = createRenderQueue(1);
  const held = gate();
  const all = Array.from({ length: 501 }, (_, i) =>
    queue.run({ by: `${i % 7}` }, () => held.promise),
  );
  await expect(queue.run({ by: 'a' }, async () => {})).rejects.toThrow('500 clips are waiting');
  // What had its turn is not turned away half-way.
  const goesOn = queue.run({ by: 'a', goesOn: true }, async () => 'fitted');
  held.open();
  await Promise.all(all);
  expect(await goesOn).toBe('fitted');
});

test('no clip is turned away because posters wait', async () => {
  const queue = createRenderQueue(1);
  const held = gate();
  const poster = () => queue.run({ by: 'posters', kind: 'poster' }, () => held.promise);
  const all = Array.from({ length: 501 }, poster);
  await expect(poster()).rejects.toThrow('500 clips are waiting');
  const clip = queue.run({ by: 'a', kind: 'cut' }, async () => 'cut');
  held.open();
  await Promise.all(all);
  expect(await clip).toBe('cut');
});
