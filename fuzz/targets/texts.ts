import { parseCustomId, renderCustomId } from '../../bot/custom-id.ts';
import { parseDuration } from '../../commands/duration.ts';
import { clipTitle } from '../../server/clips/title.ts';
import { nextPath } from '../../server/http/next-path.ts';
import { parseRoomName, roomName } from '../../server/livekit/room-name.ts';
import { savedAs } from '../../server/storage/saved-as.ts';
import { parseCursor, renderCursor } from '../../server/store/cursor.ts';
import { mutated } from '../mutate.ts';
import type { Random } from '../random.ts';
import { must, orRefused, type Target } from '../target.ts';

const SAMPLES = [
  ...[
    '2m',
    '90s',
    '1m30s',
    '1:30',
    '1.5 min',
    '1 Std. 30 Min.',
    '2 hours and 3 seconds',
    '9'.repeat(400),
  ],
  ...['1700000000000:1234567890123456789', 'delete.2:123:456', 'clip', 'replay_10_20'],
  ...[
    '/library?open=1',
    '//evil.example',
    '/\\evil.example',
    '/.//x',
    '/\t/x',
    'https://evil.example',
  ],
  ...[
    'GOAL!!! 4:3',
    '@everyone <@&123>',
    'a\u202etxt.exe',
    '\u0000',
    '\ud83d',
    'x"\r\nSet-Cookie: a=b',
  ],
].map((text) => Buffer.from(text, 'utf16le'));

/** As two bytes a character, so that halves of characters come up, too. */
const make = (random: Random) =>
  mutated(Buffer.concat([random.pick(SAMPLES), random.pick(SAMPLES)]), random);

/** What people type or addresses hold. */
export const texts: Target = {
  name: 'texts',
  make: (random) => (random.chance(0.5) ? make(random) : mutated(random.pick(SAMPLES), random)),
  run(input) {
    const text = input.toString('utf16le');
    const ms = parseDuration(text);
    must(ms === null || (Number.isSafeInteger(ms) && ms >= 0), 'a duration is a whole number');
    const cursor = orRefused(() => parseCursor(text));
    if (cursor) {
      const again = parseCursor(renderCursor(cursor));
      must(
        again.member === cursor.member && Object.is(again.score + 0, cursor.score + 0),
        'a cursor',
      );
    }
    const id = parseCustomId(text);
    if (id) must(JSON.stringify(parseCustomId(renderCustomId(id))) === JSON.stringify(id), 'an id');
    const title = clipTitle.safeParse(text);
    must(
      !title.success || !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(title.data),
      'a title is one line',
    );
    must(/^[\x20-\x7e]*$/.test(savedAs(text)), 'a header is one line');
    must(
      !savedAs(text).slice(22).split('"; filename*')[0]?.includes('"'),
      'a name ends where it is said to',
    );
    const next = new URL(nextPath(text), 'https://here.example');
    must(next.origin === 'https://here.example', 'on goes on here');
    const room = parseRoomName(text);
    if (room) must(roomName(room.guildId, room.channelId) === text, 'a room');
  },
};
