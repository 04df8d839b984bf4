import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelType, InteractionType as Kind } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audienceOf } from './audience.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';
import { type Channel, dmWith } from './world.ts';

let dataDir: string;
let sandbox: Sandbox;
let clips: Channel;
let ada: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-audience-'));
  sandbox = createSandbox(dataDir);
  clips = [...sandbox.world.channels.values()].find(({ name }) => name === 'clips')!;
  ada = [...sandbox.world.people.keys()][0]!;
});
afterAll(async () => {
  sandbox.interactions.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const type = (channel = clips) =>
  sandbox.interactions.create(
    Kind.ApplicationCommand,
    ada,
    channel,
    {},
    { label: '/x', name: 'x' },
  );
const asked = (path: string, json = {}, method = 'POST') =>
  audienceOf(sandbox, { method, path }, { json, files: [] });

test('what the bot writes into a channel is for everybody, into somebody’s DM for them', () => {
  expect(asked(`/channels/${clips.id}/messages`)).toEqual({});
  expect(asked(`/channels/${dmWith(sandbox.world, ada).id}/messages`)).toEqual({ seenBy: ada });
});

test('an answer is for everybody or, by its flag, for one; what follows is as it was', async () => {
  const { id, token } = type();
  const path = `/interactions/${id}/${token}/callback`;
  expect(asked(path, { type: 4, data: { content: 'x' } })).toEqual({ answers: 'x' });
  expect(asked(path, { type: 5, data: { flags: 64 } })).toEqual({ seenBy: ada, answers: 'x' });
  expect(asked(path, { type: 9, data: {} })).toEqual({ seenBy: ada, answers: 'x' });
  await sandbox.interactions.callback(id, token, {
    json: { type: 5, data: { flags: 64 } },
    files: [],
  });
  const webhook = `/webhooks/${sandbox.world.applicationId}/${token}`;
  expect(asked(`${webhook}/messages/%40original`, {}, 'PATCH')).toMatchObject({ seenBy: ada });
  // It takes the place of what was waited for.
  expect(asked(webhook)).toMatchObject({ seenBy: ada });
  expect(sandbox.interactions.get(id)).toMatchObject({ callbacks: 1 });
});

test('in a DM, everything is for its person', () => {
  const { id, token } = type(dmWith(sandbox.world, ada));
  expect(asked(`/interactions/${id}/${token}/callback`, { type: 4 })).toMatchObject({
    seenBy: ada,
  });
});

test('a second first answer is refused, and counted', async () => {
  const { id, token } = type();
  const body = { json: { type: 5 }, files: [] };
  await sandbox.interactions.callback(id, token, body);
  await expect(sandbox.interactions.callback(id, token, body)).rejects.toMatchObject({
    status: 400,
  });
  const { callbacks, answeredAfterMs } = sandbox.interactions.get(id)!;
  expect(callbacks).toBe(2);
  expect(answeredAfterMs).toBeLessThan(3000);
});

test('what is said over the gateway is written down without its token, heartbeats are not', () => {
  sandbox.bus.emit('payload', { op: 1, d: 7 });
  sandbox.bus.emit('payload', { op: 2, d: { token: 'secret', intents: 1 } });
  expect(sandbox.requests.payloads()).toEqual([{ op: 2, d: { token: '...', intents: 1 } }]);
});
