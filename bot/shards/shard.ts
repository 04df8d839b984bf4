import { REST } from '@discordjs/rest';
import { type SessionInfo, WebSocketManager } from '@discordjs/ws';
import { conceal, keepSecret } from '../../server/secrets/conceal.ts';
import { type FromShard, SHARD_EVENTS, type ToShard } from './messages.ts';

/**
 * A process that holds one shard's connection and nothing else: what it hears goes to the process with the bot. It takes
 * only those parts of discord.js, to be there soon.
 */
let manager: WebSocketManager | undefined;
let mayIdentify = Promise.withResolvers<void>();

const tell = (message: FromShard) => void process.send?.(message);

async function start(order: ToShard & { op: 'start' }): Promise<void> {
  const { shardId, shardCount, token, apiUrl, intents } = order;
  keepSecret(token);
  let session: SessionInfo | null = order.session;
  manager = new WebSocketManager({
    ...{ token, intents, shardCount, shardIds: [shardId] },
    rest: new REST({ api: apiUrl }).setToken(token),
    retrieveSessionInfo: () => session,
    updateSessionInfo(_shardId, next) {
      const isAnother = next?.sessionId !== session?.sessionId;
      session = next;
      if (isAnother) tell({ op: 'session', session });
    },
    buildIdentifyThrottler: () => ({
      async waitForIdentify() {
        mayIdentify = Promise.withResolvers<void>();
        tell({ op: 'identify' });
        await mayIdentify.promise;
      },
    }),
  });
  for (const event of SHARD_EVENTS) {
    if (event === 'error') manager.on(event, ({ error }) => fail(error));
    else manager.on(event, (payload: object) => tell({ op: 'event', event, payload }));
  }
  await manager.connect();
}

/** Another process may fare better, a little later. */
function giveUp(error: Error): void {
  const message: FromShard = { op: 'failed', message: error.message };
  process.send?.(message, () => process.exit(1));
}

const fail = (error: Error) => tell({ op: 'failed', message: error.message });

process.on('message', (order: ToShard) => {
  if (order.op === 'start') start(order).catch(giveUp);
  else if (order.op === 'identify') mayIdentify.resolve();
  else if (order.op === 'send') void say(order);
  else void end(order.code);
});

async function end(code: number): Promise<void> {
  await manager?.destroy({ code });
  process.exit();
}

async function say({ shardId, payload }: ToShard & { op: 'send' }): Promise<void> {
  try {
    await manager?.send(shardId, payload);
  } catch (error) {
    fail(error as Error);
  }
}

// As it would end by itself, only that Node would print the token along with what it was used for.
process.on('uncaughtException', (error) => {
  console.error(conceal(error.stack ?? String(error)));
  process.exit(1);
});

// Ctrl-C is for the process with the bot, which ends us in order; once it is gone, nobody hears us.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.once('disconnect', () => process.exit());
