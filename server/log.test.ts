import { DiscordAPIError, HTTPError } from 'discord.js';
import { expect, test } from 'vitest';
import { createLog } from './log.ts';
import { keepSecret } from './secrets/conceal.ts';

function logged(fields: object): string {
  let text = '';
  const log = createLog('info', {
    write: (line) => {
      text += line;
    },
  });
  log.error(fields, 'failed');
  return text;
}

const url =
  'https://discord.com/api/v10/webhooks/123456/aW50ZXJhY3Rpb24tdG9rZW4/messages/@original';
const body = {
  files: [{ name: 'clip.mp4', data: Buffer.alloc(100_000) }],
  json: { x: '#link=abcd' },
};

test.each([
  new DiscordAPIError({ message: 'Unknown', code: 10015 }, 10015, 404, 'PATCH', url, body),
  new HTTPError(502, 'Bad Gateway', 'PATCH', url, body),
])("Discord's %s is logged with its codes, without the token or what was sent", (err) => {
  const text = logged({ err });
  expect(text).toContain(`"status":${err.status}`);
  expect(text).toContain('/webhooks/123456/[secret]');
  expect(text).not.toContain('aW50ZXJhY3Rpb24');
  expect(text.length).toBeLessThan(4000);
});

test('a cause is logged too, and links in messages are masked', () => {
  const cause = new Error('GET http://x/share#link=abc_DEF and ws://x/rtc?access_token=ey.J9.x');
  const text = logged({ err: new Error('outer', { cause }) });
  expect(text).toContain('"cause":{"type":"Error"');
  expect(text).not.toMatch(/abc_DEF|ey\.J9/);
});

test('fields with secrets are masked', () => {
  expect(logged({ livekit: { apiSecret: 'hush' }, token: 'hush' })).not.toContain('hush');
});

test('a secret that is known is masked in whatever it has got into', () => {
  const secret = 'kn0wn-hush-hush/hush';
  keepSecret(secret);
  const $response = { headers: { authorization: `AWS4 ${secret}` } };
  const err = Object.assign(new Error(`no answer to ${secret}`), { $response, status: secret });
  const text = logged({
    err,
    deep: { er: [{ url: `x?k=${encodeURIComponent(secret)}` }] },
    secret,
  });
  expect(text).toContain('no answer to [secret]');
  expect(text).not.toMatch(/hush/);
});
