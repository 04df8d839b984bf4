import { expect, test } from 'vitest';
import type { LoggedRequest } from '../../sandbox/requests.ts';
import { audit } from './audit.ts';
import { expiringIn } from './expiring.ts';
import { lengths } from './lengths.ts';
import { mentions } from './mentions.ts';
import { openapi } from './openapi.ts';
import { privateAnswers } from './private-answers.ts';
import type { Rule } from './rule.ts';
import { secrets } from './secrets.ts';

// Each rule of the audit is shown what is right and what is wrong.
const ID = '1196438400000000000';
const QUIET = { allowed_mentions: { parse: [] } };
const post = (body: object, change: Partial<LoggedRequest> = {}): LoggedRequest => ({
  ...{ at: '', method: 'POST', path: `/channels/${ID}/messages`, query: {}, files: [] },
  ...{ body: { ...QUIET, ...body }, ...change },
});
const callback = (type: number, data: object, change: Partial<LoggedRequest> = {}) =>
  post({}, { path: `/interactions/${ID}/a_token/callback`, body: { type, data }, ...change });

test.each<[string, Rule, LoggedRequest]>([
  ['says nobody', mentions, post({ content: `hello <@${ID}>` })],
  ['has no text', mentions, post({ components: [], allowed_mentions: undefined })],
  ['is said back', mentions, post({ content: '@here' }, { seenBy: ID })],
  ['escapes it', mentions, post({ content: '\\@everyone' })],
  ['is one person’s', secrets([], () => false), post({ content: '/x#link=1' }, { seenBy: ID })],
  ['was posted', secrets([], () => true), post({ content: '/c/7?until=1&sig=2' })],
  ['is private', privateAnswers, post({ content: '' }, { answers: 'replay key', seenBy: ID })],
  ['posts a clip', privateAnswers, post({ content: '' }, { answers: 'clip' })],
  ['only acknowledges', privateAnswers, callback(6, {}, { answers: 'Trim' })],
  ['is just short enough', lengths, post({ content: 'x'.repeat(2000) })],
])('what %s passes', (_, rule, request) => {
  expect(rule(request)).toEqual([]);
});

test.each<[string, Rule, LoggedRequest]>([
  ['it may call', mentions, post({ content: 'hello', allowed_mentions: undefined })],
  ['it may call', mentions, post({ content: 'hello', allowed_mentions: { parse: ['users'] } })],
  ['it calls', mentions, post({ content: 'x', allowed_mentions: { parse: [], users: [ID] } })],
  ['@everyone', mentions, post({ content: '@everyone' })],
  ['it may call', mentions, callback(4, { content: 'hello' })],
  ['personal link', secrets([], () => true), post({ content: 'http://a/share#link=abc' })],
  ['a key', secrets([], () => true), post({ content: 'eyJhbGci.eyJzdWIi.c2ln' })],
  ['a private clip', secrets([], () => false), post({ content: '/c/7?until=1&sig=2' })],
  ['signed address', secrets([], () => true), post({ content: '/api/clips/7/file?sig=2' })],
  ['a secret', secrets(['bot-token'], () => true), post({ content: 'bot-token' }, { seenBy: ID })],
  ['for one person', privateAnswers, callback(4, {}, { answers: 'replay status' })],
  ['for one person', privateAnswers, callback(7, { content: 'x' }, { answers: 'Trim' })],
  ['content has 2001', lengths, post({ content: 'x'.repeat(2001) })],
  ['label has 81', lengths, buttons({ type: 2, style: 1, label: 'x'.repeat(81) })],
  ['custom_id has 101', lengths, buttons({ type: 2, style: 1, custom_id: 'x'.repeat(101) })],
  ['components has 6', lengths, buttons(...Array(6).fill({ type: 2, style: 1 }))],
  ['options has 26', lengths, buttons({ type: 3, options: Array(26).fill({}) })],
  [
    'label has 101',
    lengths,
    buttons({ type: 3, options: [{ label: 'x'.repeat(101), value: '' }] }),
  ],
  ['title has 46', lengths, callback(9, { title: 'x'.repeat(46), custom_id: 'a' })],
  ['label has 46', lengths, callback(9, { components: [{ type: 18, label: 'x'.repeat(46) }] })],
  ['choices has 26', lengths, callback(8, { choices: Array(26).fill({ name: 'a', value: 'b' }) })],
  ['name has 101', lengths, callback(8, { choices: [{ name: 'x'.repeat(101), value: 'b' }] })],
  ['description has 4097', lengths, post({ embeds: [{ description: 'x'.repeat(4097) }] })],
])('%s: found', (words, rule, request) => {
  expect(rule(request).join()).toContain(words);
});

function buttons(...components: object[]): LoggedRequest {
  return post({ components: [{ type: 1, components }] });
}

test('an address that ends is found in what is kept, and a message’s id is none', () => {
  const kept = '{"url":"https://cdn.discordapp.com/attachments/1/2/clip.mp4?ex=6a&is=6b&hm=6c&"}';
  const sandboxs = '{"url":"http://127.0.0.1:1/attachments/1/2/clip.mp4?ex=6a&is=6b&hm=6c&"}';
  expect(expiringIn([kept, '{"messageId":"7"}', sandboxs])).toEqual([kept, sandboxs]);
});

test('the same mistake of the same request is told once, with its name', () => {
  const bad = post({ content: '@here' });
  expect(audit([bad, bad, post({ content: 'x' })], [mentions, lengths])).toEqual([
    `POST /channels/${ID}/messages: it says @everyone or @here`,
  ]);
});

// A description as small as it can be: Discord's own is not everywhere.
const id = { type: 'string', format: 'snowflake' };
const described = openapi({
  paths: {
    '/channels/{channel_id}/messages': {
      parameters: [{ name: 'channel_id', in: 'path', schema: id }],
      get: {
        parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 9 } }],
      },
      post: {
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Message' } } },
        },
      },
    },
  },
  components: {
    schemas: {
      Message: {
        type: 'object',
        properties: { content: { type: 'string' }, allowed_mentions: {} },
        required: ['content'],
      },
    },
  },
});
const get = (query: object) => post({}, { method: 'GET', body: undefined, query: { ...query } });

test('what Discord describes passes', () => {
  expect(described(post({ content: 'hello' }))).toEqual([]);
  expect(described(get({ limit: '9' }))).toEqual([]);
});

test.each<[string, LoggedRequest]>([
  ['no such route', post({}, { path: '/channels/1/messages/2/3' })],
  ['no such route', post({}, { method: 'PUT' })],
  ['channel_id', post({ content: 'x' }, { path: '/channels/general/messages' })],
  ['content', post({ content: 7 })],
  ['content', post({})],
  ['additional properties', post({ content: 'x', contents: 'x' })],
  ['limit', get({ limit: '10' })],
  ['query size is unknown', get({ size: '1' })],
  ['reads none', { ...get({}), body: {} }],
])('what it does not is found: %s', (words, request) => {
  expect(described(request).join()).toContain(words);
});
