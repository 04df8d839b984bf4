import { expect, test } from 'vitest';
import type { Events } from '../events.ts';
import { roomName } from '../livekit/room-name.ts';
import { en } from '../words/en.ts';
import { type Language, type Say, wordsIn } from '../words/words.ts';
import { createNotices } from './notices.ts';
import type { Share } from './share.ts';

const SHARE = { id: 's', egressId: 'e', userId: '1', channelId: '20' } as Share;

/** What somebody of that language is told by DM. */
function told(language: Language) {
  const dms: string[] = [];
  const notify = async (_userId: string, say: Say) => void dms.push(say(wordsIn(language)));
  const events = { publish() {} } as unknown as Events;
  return { notices: createNotices(events, notify), dms };
}

test.each([
  ['en', 'is not being recorded: The disk that keeps the replay buffer is full.'],
  ['de', 'wird nicht aufgenommen: Der Datenträger mit dem Puffer ist voll.'],
] as const)('in %s, a failure is told with its reason', (language, words) => {
  const { notices, dms } = told(language);
  const failed = { ...SHARE, error: en.faults.diskFull };
  notices.failed(failed, { isFinal: true, isTold: false });
  notices.failed(failed, { isFinal: false, isTold: false });
  notices.failed(failed, { isFinal: false, isTold: true });
  expect(dms).toEqual([expect.stringContaining(words), expect.stringContaining(words)]);
  for (const dm of dms) expect(dm).toContain('<#20>');
  expect(dms[1]).toMatch(/by itself|von selbst/);
});

test('in German, no notice has English in it', () => {
  const { notices, dms } = told('de');
  notices.interrupted(SHARE, 1000);
  notices.resumed(SHARE, { fromMs: 1000, toMs: 2000, words: en.faults.lostLivekit });
  notices.waiting({ roomName: roomName('10', '20'), userId: '1' }, 3, en.faults.recorderFull, true);
  notices.unstored(SHARE, 1000);
  notices.storedAgain(SHARE);
  expect(dms).toHaveLength(5);
  expect(dms[0]).toContain('antwortet seit <t:1:T> nicht');
  expect(dms[1]).toContain('Von <t:1:T> bis <t:2:T> gibt es nichts zu clippen: Das Aufnahmegerät');
  expect(dms[2]).toContain('nimmt schon so viele Bildschirme auf, wie er kann.');
  expect(dms[2]).toContain('Nummer 3 in der Schlange');
  expect(dms[3]).toContain('der Speicher für die Aufnahmen antwortet seit <t:1:T> nicht');
  expect(dms[4]).toContain('Der Speicher ist wieder da');
  for (const words of dms) expect(words).not.toMatch(/\b(the|is|and|was)\b/);
});
