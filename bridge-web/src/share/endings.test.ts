import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeToast, listenToToasts, type Toast } from '../ui/toasts.ts';
import { Endings } from './endings.ts';
import type { ShareState } from './share.ts';
import type { ReplayStatus } from './status.ts';

let shown: Toast[];
let leave: () => void;
beforeEach(() => {
  leave = listenToToasts((toasts) => {
    shown = toasts;
  });
  for (const { id } of shown) closeToast(id);
  vi.stubGlobal('localStorage', { getItem: () => null });
});
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

/** A page that shares and is live, unless told otherwise. @param after what the server says when it is asked */
function page(change: Partial<ShareState> = {}, after: Partial<ReplayStatus> = {}) {
  const share = {
    state: {
      phase: 'sharing',
      connection: { state: 'live' },
      heard: { status: { status: 'active', bufferedMs: 9000 } },
      settling: false,
      ...change,
    } as ShareState,
    begin: vi.fn(async () => {}),
    record: vi.fn(async () => {}),
    refresh: async () => {
      const status = { status: 'stopped', bufferedMs: 9000, ...after } as const;
      share.state = { ...share.state, heard: { status } };
    },
  };
  return { share, endings: new Endings(share, '20') };
}
const ending = (change: object = {}) => ({ channelId: '20', atMs: Date.now(), ...change });

test('a recording that ends while its share goes on can be begun again from the toast', async () => {
  const { share, endings } = page();
  await endings.ended(ending());
  expect(shown).toMatchObject([{ tone: 'bad', text: expect.stringMatching(/stopped.*Discord/) }]);
  expect(shown[0]?.action?.label).toBe('Record again');
  shown[0]?.action?.run();
  expect(share.record).toHaveBeenCalled();
  // It is said once, however often it is looked at.
  endings.complain();
  expect(shown).toHaveLength(1);
  endings.solved();
  expect(shown).toEqual([]);
});

test('a failure says why', async () => {
  const { endings } = page({}, { status: 'failed', error: 'The disk is full.' });
  await endings.ended(ending({ error: 'The disk is full.' }));
  expect(shown[0]?.text).toContain('The disk is full.');
});

test.each([
  ['the recording is only being arranged', { settling: true }],
  ['the connection is lost', { connection: { state: 'reconnecting' } }],
] as const)('nothing is said while %s', async (_, change) => {
  const { endings } = page(change as Partial<ShareState>);
  await endings.ended(ending());
  expect(shown).toEqual([]);
});

test('the end of an older session is no news where another one runs', async () => {
  const { endings } = page({}, { status: 'active' });
  await endings.ended(ending());
  expect(shown).toEqual([]);
});

test('who ended the share here is not told twice; another tab is told once', async () => {
  const { endings } = page({ phase: 'idle' });
  endings.shareEnded();
  await endings.ended(ending());
  expect(shown).toEqual([]);

  const other = page({ phase: 'idle' });
  await other.endings.ended(ending());
  expect(shown).toMatchObject([{ tone: 'plain', text: expect.stringMatching(/can still/) }]);
  await other.endings.ended(ending({ error: 'The disk is full.' }));
  expect(shown[1]).toMatchObject({
    tone: 'bad',
    text: expect.stringContaining('The disk is full.'),
  });
});

test('what was missed stays until it is closed, and one can share again from it', () => {
  const { share, endings } = page({ phase: 'idle' });
  endings.missed(ending());
  expect(shown[0]).toMatchObject({ tone: 'plain', untilMs: Number.POSITIVE_INFINITY });
  shown[0]?.action?.run();
  expect(share.begin).toHaveBeenCalled();
});

test('of many that were missed the newest are shown', () => {
  const { endings } = page({ phase: 'idle' });
  for (const reason of ['a', 'b', 'c', 'd', 'e']) endings.missed(ending({ error: `${reason}.` }));
  expect(shown.map(({ text }) => text.at(-2))).toEqual(['c', 'd', 'e']);
});

test('what ended with the page before is said by the page; a failure is said all the same', () => {
  const { endings } = page({ phase: 'idle', notice: { tone: 'bad', text: 'It was reloaded.' } });
  endings.missed(ending());
  expect(shown).toEqual([]);
  endings.missed(ending({ error: 'The disk is full.' }));
  expect(shown).toHaveLength(1);
});
