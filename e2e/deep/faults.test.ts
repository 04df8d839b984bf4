import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../sandbox/client.ts';
import { randomFrom } from '../../server/livekit/test-webhooks.ts';
import { FAULTS } from '../support/chaos/faults/index.ts';
import { SEEN } from '../support/chaos/faults/seen.ts';
import { ADA, placeOf, untilClippable, waitForOutcome } from '../support/hindsight.ts';
import { type Installation, startInstallation } from '../support/machines/installation.ts';
import { keepSharing, type Sharer } from '../support/machines/sharer.ts';
import { skipWithoutMount } from '../support/mount.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';

const skip =
  (await skipWithout('livekit', 'ffmpeg', 'redis', 'versitygw', 'compiler')) ||
  (await skipWithoutMount());

/** For what a command began while it lasted. */
const LASTS_MS = 2000;
/** Where nothing can be said, as it is Discord that does not listen. */
const ITSELF = /^(discord|gateway)/;
/** Where Discord loses its answers, nobody knows whether a command was answered at all. */
const LOST = /discord cut/;
/** Says nothing of what is wrong. */
const GENERIC = /[Ii]n the log it is/;

const isUnderWay = (message: SeenMessage | undefined) =>
  JSON.stringify(message?.components ?? []).includes('cancel:');

describe.skipIf(skip)('each fault', () => {
  const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1e9));
  const random = randomFrom(seed);
  let installation: Installation;
  let sharer: Sharer;

  beforeAll(async () => {
    console.log(`FAULT_SEED=${seed}`);
    installation = await startInstallation({ servers: 2, workers: 1, bots: 1 });
    const { sandbox, livekit } = installation;
    sharer = await keepSharing(livekit, await placeOf(sandbox.control, ADA));
    await untilClippable(sandbox.control, ADA);
  }, 300_000);
  afterAll(async () => {
    await sharer?.stop();
    await installation?.close();
  }, 120_000);

  const type = async (title: string) => {
    const command = `/clip duration:6s title:${title}`;
    return (await installation.sandbox.control.run({ ...ADA, command })).id;
  };
  const postsOf = async (title: string) =>
    (await installation.sandbox.control.messages(ADA)).filter(
      ({ content, attachments }) => content.includes(`**${title}**`) && attachments.length > 0,
    ).length;

  /** Types one after the other until one is posted. @returns their titles */
  async function clipAgain(name: string): Promise<string[]> {
    const titles: string[] = [];
    const isPosted = async () => {
      const title = `${name}, again ${titles.length + 1}`;
      titles.push(title);
      const id = await type(title);
      await waitForOutcome(installation.sandbox.control, id, 15_000).catch(() => {});
      return (await postsOf(title)) > 0;
    };
    await until('a clip is posted again', isPosted, { timeoutMs: 60_000, everyMs: 1000 });
    return titles;
  }

  /** Of those that were typed while something was wrong. */
  const typed = new Map<string, string>();

  test.each(FAULTS)('$name', async ({ name, begin }) => {
    const { control } = installation.sandbox;
    const dmsBefore = (await control.dms('ada')).length;
    const { what, end } = await begin(installation, random);
    console.log(what);
    const during = await type(`during ${name}`);
    typed.set(`during ${name}`, during);
    try {
      await SEEN[name]?.(installation, what);
      await sleep(LASTS_MS);
    } finally {
      await end();
    }
    const endMs = Date.now();
    const again = await clipAgain(`after ${name}`);
    console.log(`well again after ${Date.now() - endMs} ms, ${again.length} commands`);

    // Each one's outcome came once, or is a sentence that says what is wrong.
    for (const title of [`during ${name}`, ...again]) {
      expect(await postsOf(title), title).toBeLessThanOrEqual(1);
    }
    const { state, message } = await control.interaction(during);
    const dms = (await control.dms('ada')).slice(dmsBefore).map(({ content }) => content);
    console.log(`typed meanwhile: ${state}, ${message?.content}\ntold: ${dms.join('\n')}`);
    if (!ITSELF.test(name)) expect([message?.content, ...dms].join()).not.toMatch(GENERIC);
  });

  test('in the end each command that was typed meanwhile has its outcome', async () => {
    const waiting = async () => {
      const states = [...typed].map(async ([title, id]) => {
        const { state, message } = await installation.sandbox.control.interaction(id);
        const isOver = state === 'failed' || (state === 'answered' && !isUnderWay(message));
        return isOver || LOST.test(title) ? [] : [`${title}: ${state}, ${message?.content}`];
      });
      return (await Promise.all(states)).flat();
    };
    await until('all are over', async () => (await waiting()).length === 0, {
      timeoutMs: 60_000,
    }).catch(() => {});
    expect(await waiting()).toEqual([]);
  });
});
