import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { isPrivate, nameOf, parseCandidate } from './candidate.ts';
import { checkPublicUrl, checkTcp, judgeFetch, judgeMedia } from './ports.ts';

const udp = (host: string) => ({ transport: 'udp' as const, host, port: 7882, type: 'host' });
const tcp = (host: string) => ({ transport: 'tcp' as const, host, port: 7881, type: 'host' });

test('candidates as LiveKit writes them', () => {
  const line = 'candidate:123 1 tcp 1675624447 203.0.113.7 7881 typ host tcptype passive';
  expect(parseCandidate(line)).toEqual(tcp('203.0.113.7'));
  expect(nameOf(tcp('203.0.113.7'))).toBe('TCP 203.0.113.7:7881');
  expect(nameOf({ ...udp('2001:db8::7'), type: 'relay' })).toBe('UDP [2001:db8::7]:7882 (TURN)');
  for (const other of ['', 'mid:0', 'candidate:', 'end-of-candidates']) {
    expect(parseCandidate(other)).toBeNull();
  }
});

test.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['192.168.1.2', true],
  ['100.64.0.1', true],
  ['203.0.113.7', false],
  ['::1', true],
  ['fd00::1', true],
  ['2001:db8::1', false],
])('%s leads nowhere from elsewhere: %s', (host, expected) => {
  expect(isPrivate(host)).toBe(expected);
});

const PUBLIC = 'https://h.example';
test.each([
  ['no way', [udp('203.0.113.7')], null, PUBLIC, ['missing'], 'no media connection from here'],
  ['at home', [udp('127.0.0.1')], udp('127.0.0.1'), undefined, ['ok'], 'UDP 127.0.0.1:7882'],
  [
    'hidden',
    [udp('172.18.0.3')],
    udp('172.18.0.3'),
    PUBLIC,
    ['missing', 'note'],
    'nobody elsewhere',
  ],
  [
    'open',
    [udp('203.0.113.7'), tcp('203.0.113.7')],
    udp('203.0.113.7'),
    PUBLIC,
    ['ok', 'note'],
    '',
  ],
  [
    'only UDP',
    [udp('203.0.113.7')],
    udp('203.0.113.7'),
    PUBLIC,
    ['ok', 'note'],
    'no TCP and no TURN',
  ],
])('media, %s', (_, candidates, route, publicUrl, states, words) => {
  const findings = judgeMedia({ candidates, route, turn: [] }, publicUrl);
  expect(findings.map(({ state }) => state)).toEqual(states);
  expect(findings[0]?.says).toContain(words);
  // What can't be seen is said, where it matters.
  if (states.includes('note')) expect(findings.at(-1)?.says).toContain("can't be seen from inside");
});

test.each([
  ['ENOTFOUND', 'the name h.example is not known'],
  ['ECONNREFUSED', 'nobody listens at TCP 443'],
  ['CERT_HAS_EXPIRED', 'its certificate is not valid'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not valid'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is not valid'],
  ['UND_ERR_CONNECT_TIMEOUT', 'closed on the way'],
])('a public address that fails with %s', (code, words) => {
  const error = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
  expect(judgeFetch(PUBLIC, error)).toMatchObject({ says: expect.stringContaining(words) });
});

test('what answers at the public address, and open and closed ports, for real', async () => {
  let body = '{"status":"up"}';
  const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const here = { transport: 'tcp' as const, host: '127.0.0.1', port };

  expect(await checkPublicUrl(url)).toMatchObject({ state: 'ok' });
  body = 'Welcome to nginx!';
  const other = await checkPublicUrl(url);
  expect(other).toMatchObject({
    state: 'missing',
    says: expect.stringContaining('something else'),
  });
  expect(await checkTcp([here])).toMatchObject([{ state: 'ok' }]);

  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  expect(await checkTcp([here])).toMatchObject([{ state: 'note' }]);
  const closed = await checkPublicUrl(url);
  expect(closed).toMatchObject({
    state: 'missing',
    says: expect.stringContaining('nobody listens'),
  });
});
