import { beforeEach, expect, test } from 'vitest';
import { createSharedWork } from './shared-work.ts';

let disposed: string[];
let done: number;
let share: ReturnType<typeof createSharedWork<string, number>>;
beforeEach(() => {
  disposed = [];
  done = 0;
  share = createSharedWork<string, number>(async (result) => void disposed.push(result));
});

const work = async () => `result ${++done}`;
const use = async (result: string) => result;

test('the same at the same time is done once; what differs is not', async () => {
  const found = await Promise.all([
    share('a', {}, work, use),
    share('a', {}, work, use),
    share('b', {}, work, use),
  ]);
  expect(found).toEqual(['result 1', 'result 1', 'result 2']);
  expect(disposed.sort()).toEqual(['result 1', 'result 2']);
});

test('a result in use is joined too, and lives until the last has left', async () => {
  const uses = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const begun = Promise.withResolvers<void>();
  const first = share('a', {}, work, async (result) => {
    begun.resolve();
    await uses[0]!.promise;
    return result;
  });
  await begun.promise;
  const second = share('a', {}, work, async (result) => {
    await uses[1]!.promise;
    return result;
  });
  uses[0]!.resolve();
  expect(await first).toBe('result 1');
  expect(disposed).toEqual([]);
  uses[1]!.resolve();
  expect(await second).toBe('result 1');
  expect(disposed).toEqual(['result 1']);
  expect(await share('a', {}, work, use)).toBe('result 2');
});

/** Work that ends when it is told to; says what it was told. */
function endless(said: unknown[]) {
  return ({ signal }: { signal: AbortSignal | undefined }) =>
    new Promise<string>((_, reject) => {
      signal?.addEventListener('abort', () => {
        said.push('ended');
        reject(signal.reason);
      });
    });
}

test('one who gives up leaves the others theirs; when nobody is left, the work ends', async () => {
  const said: unknown[] = [];
  const people = [new AbortController(), new AbortController()];
  const shares = people.map(({ signal }) => share('a', { signal }, endless(said), use));
  people[0]!.abort(new Error('first'));
  await expect(shares[0]).rejects.toThrow('first');
  expect(said).toEqual([]);
  people[1]!.abort(new Error('second'));
  await expect(shares[1]).rejects.toThrow('second');
  expect(said).toEqual(['ended']);
  expect(await share('a', {}, work, use)).toBe('result 1');
});

test('all hear of its steps, who joins later of the last one', async () => {
  const heard: string[] = [];
  const listener = (name: string) => ({ onStep: (step: number) => heard.push(`${name}${step}`) });
  const next = Promise.withResolvers<void>();
  const stepping = async ({ onStep }: { onStep: ((step: number) => void) | undefined }) => {
    onStep?.(1);
    await next.promise;
    onStep?.(2);
    return 'result';
  };
  const first = share('a', listener('a'), stepping, use);
  await Promise.resolve();
  await Promise.resolve();
  const second = share('a', listener('b'), stepping, use);
  next.resolve();
  await Promise.all([first, second]);
  expect(heard).toEqual(['a1', 'b1', 'a2', 'b2']);
});

test('a failure reaches all, and is not remembered', async () => {
  const fail = async () => Promise.reject(new Error('broken'));
  const shares = [share('a', {}, fail, use), share('a', {}, work, use)];
  for (const one of shares) await expect(one).rejects.toThrow('broken');
  expect(await share('a', {}, work, use)).toBe('result 1');
});

test('a use that fails is nobody else’s trouble', async () => {
  const [bad, good] = [
    share('a', {}, work, async () => Promise.reject(new Error('mine'))),
    share('a', {}, work, use),
  ];
  await expect(bad).rejects.toThrow('mine');
  expect(await good).toBe('result 1');
  expect(disposed).toEqual(['result 1']);
});
