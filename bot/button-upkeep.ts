import { randomUUID } from 'node:crypto';
import { type APIMessage, type Client, Routes } from 'discord.js';
import { type ButtonRow, bufferLeaves } from '../server/clips/button-watch.ts';
import type { Clip } from '../server/clips/clip.ts';
import type { Services } from '../server/services.ts';
import { withUrgency } from '../server/urgency.ts';
import { withState } from './clip-buttons.ts';
import { buttonStateOf } from './clip-state.ts';
import { meaningOf } from './discord-errors.ts';

/** How often it is looked which buttons' time is over, ms. */
const EVERY_MS = 10_000;
/** Messages that are looked at each time: each is up to two requests. */
const AT_ONCE = 20;
/** Which of several bots looks; longer than a round takes, ms. */
const LEASE = 'button-upkeep';
const LEASE_MS = 5 * 60_000;
/** When Discord did not answer, and when it takes no more edits, ms later. */
const AGAIN_MS = { later: 5 * 60_000, 'another message': 3600_000 } as const;

/** Keeps the buttons below clips as they have to be: what can't be done any more is disabled. */
export function createButtonUpkeep(
  client: Client,
  services: Services,
  closing: AbortSignal,
  now = Date.now,
) {
  const { clips, segments, buttonWatch, config, store, log } = services;
  const us = randomUUID();
  let looking: Promise<void> | undefined;

  /** @throws what Discord says */
  async function show(row: ButtonRow): Promise<void> {
    // First: a clip that goes while it is being looked at puts its messages on the list again.
    await buttonWatch.forget(row);
    const clip = await clips.get(row.clipId);
    const route = Routes.channelMessage(row.channelId, row.messageId);
    const state = await buttonStateOf(clip, { segments });
    const message = (await client.rest.get(route)) as APIMessage;
    const components = withState(message.components ?? [], row.clipId, state);
    if (components) await client.rest.patch(route, { body: { components } });
    if (clip && state.more) await buttonWatch.lookAt(row, leavesMs(clip));
  }

  const leavesMs = (clip: Clip) => Math.max(bufferLeaves(clip, config.windowMs), now() + EVERY_MS);

  async function look(row: ButtonRow): Promise<void> {
    try {
      await withUrgency('nice', () => show(row));
    } catch (err) {
      // The message, or the bot's right to see it, is gone: there is nothing to keep up.
      const { kind, next } = meaningOf(err);
      const again = kind === 'unanswered' ? 'later' : next;
      const isOver = again !== 'later' && again !== 'another message';
      log[isOver ? 'debug' : 'info']({ err, ...row }, 'the buttons of a message stay as they are');
      if (!isOver) await buttonWatch.lookAt(row, now() + AGAIN_MS[again]);
    }
  }

  async function lookAtDue(): Promise<void> {
    try {
      // The list is that of all bots: two at once would ask Discord everything twice.
      if (!(await store.lease(LEASE, us, LEASE_MS))) return;
      try {
        for (const row of await buttonWatch.due(now(), AT_ONCE)) {
          if (closing.aborted) return;
          await look(row);
        }
      } finally {
        await store.release(LEASE, us);
      }
    } catch (err) {
      log.warn({ err }, 'buttons whose time is over stay for a while');
    }
  }

  function lookAtAllDue(): Promise<void> {
    looking ??= lookAtDue().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  return {
    /** One message, now: somebody pressed what can't be done any more. Never rejects. */
    look,

    /** All whose time has come, at most some at once. Never rejects. */
    lookAtDue: lookAtAllDue,

    /** One timer for all messages, until the process ends. @param track told of each round */
    start(track: (round: Promise<void>) => void): void {
      const timer = setInterval(() => track(lookAtAllDue()), EVERY_MS).unref();
      closing.addEventListener('abort', () => clearInterval(timer));
    },
  };
}
