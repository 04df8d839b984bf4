import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InteractionType } from 'discord.js';
import type { SeenInteraction, SeenMessage } from '../../sandbox/client.ts';
import { startSandbox } from '../../sandbox/start.ts';
import { ask, letGo, startChild } from '../child.ts';
import type { BotOrder, BotReport } from './bot.ts';
import { interact, type Load } from './load.ts';

/** As `npm start` has it: else Node takes memory for what is short-lived, as long as there is some. */
const AS_STARTED = ['--max-semi-space-size=4', '--expose-gc'];
/** The bot's caches are filled by then, s. */
const WARM_S = 10;

export interface LoadOutcome {
  interactions: SeenInteraction[];
  /** What came of each clip that was asked for. */
  clips: (SeenMessage | undefined)[];
  /** How the bot stood after its first seconds, and at the end. */
  warm: BotReport;
  end: BotReport;
}

/** A whole bot over the sandbox under that load. */
export async function measureLoad(load: Load): Promise<LoadOutcome> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-load-'));
  const sandbox = await startSandbox({ dataDir });
  const { control, botToken: token, apiUrl } = sandbox;
  await control.setRateLimits(false);
  const { me: sharerId } = await control.world('ada');
  const order: BotOrder = { token, apiUrl, sharerId };
  const bot = startChild('interacting/bot.ts', order, [], AS_STARTED);
  const report = () => ask<BotReport>(bot, 'report');
  try {
    await control.waitForBot();
    await report();
    const { id } = await control.run({ as: 'ada', channel: '#clips', command: '/clip 1m' });
    const { message } = await control.waitForAnswer(id);
    if (!message) throw new Error('the clip whose buttons are pressed was not posted');
    let warm: BotReport | undefined;
    const interactions = await interact(control, message, load, async (second) => {
      if (second === WARM_S) warm = await report();
    });
    const clips = await Promise.all(
      interactions.filter(isOrder).map(async (one) => (await control.interaction(one.id)).message),
    );
    const end = await report();
    return { interactions, clips, warm: warm ?? end, end };
  } finally {
    await letGo(bot);
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Whether a clip was asked for with it. */
export function isOrder({ kind, name }: SeenInteraction): boolean {
  return kind === InteractionType.ApplicationCommand && name === 'clip';
}

/** How long each first answer took, ms, the shortest first. */
export function answerTimes(interactions: SeenInteraction[]): number[] {
  return interactions
    .flatMap(({ answeredAfterMs }) => answeredAfterMs ?? [])
    .toSorted((a, b) => a - b);
}
