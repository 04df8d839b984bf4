import { fileURLToPath } from 'node:url';
import type { IIdentifyThrottler, IShardingStrategy, WebSocketManager } from '@discordjs/ws';
import { GatewayCloseCodes, type Shard, ShardingManager } from 'discord.js';
import type { Log } from '../../server/log.ts';
import { isForGood } from '../gateway.ts';
import type { FromShard, ToShard } from './messages.ts';

const SHARD = fileURLToPath(new URL('shard.ts', import.meta.url));
/** Before one that died is started again; twice as long each time that it dies before it is connected, ms. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 60_000;
/** For a goodbye, ms. */
const END_MS = 2000;

/**
 * Holds each shard's connection in a process of its own, and gives what they hear to the one client, which knows all
 * servers and answers all commands as if the connections were its own. A process that dies is started again.
 * @param onDeath told of each
 */
export function createShardProcesses(
  manager: WebSocketManager,
  { log, onDeath }: { log: Log; onDeath: () => void },
): IShardingStrategy {
  let processes: ShardingManager | undefined;
  let throttler: IIdentifyThrottler | undefined;
  let ending = new AbortController();
  /** Before each shard's next start, ms. */
  const pauses = new Map<number, number>();
  /** Those that Discord does not want any more. */
  const refused = new Set<number>();
  /** By shard, those that wait for their first connection. */
  const connecting = new Map<number, () => void>();
  const { options } = manager;

  const send = (shard: Shard, message: ToShard) =>
    void shard.send(message).catch((err) => {
      log.warn({ err, shard: shard.id }, 'the process of a shard does not hear');
    });

  async function begin(shard: Shard): Promise<void> {
    send(shard, {
      ...{ op: 'start', shardId: shard.id, shardCount: await manager.getShardCount() },
      ...{ token: options.token, intents: options.intents, apiUrl: options.rest.options.api },
      session: (await options.retrieveSessionInfo(shard.id)) ?? null,
    });
  }

  async function hear(shard: Shard, message: FromShard): Promise<void> {
    const { id: shardId } = shard;
    if (message.op === 'session') return options.updateSessionInfo(shardId, message.session);
    if (message.op === 'failed') {
      return void manager.emit('error', { error: new Error(message.message), shardId });
    }
    if (message.op === 'identify') {
      await throttler?.waitForIdentify(shardId, ending.signal);
      return send(shard, { op: 'identify' });
    }
    const { event, payload } = message;
    if (event === 'dispatch') await count(shardId, payload);
    if (event === 'closed' && isForGood((payload as { code: number }).code)) refused.add(shardId);
    manager.emit(event, { ...payload, shardId } as never);
    if (event !== 'ready' && event !== 'resumed') return;
    pauses.delete(shardId);
    connecting.get(shardId)?.();
  }

  /** So that a process that is started again goes on behind the last event that reached us. */
  async function count(shardId: number, payload: object): Promise<void> {
    const { s: sequence } = (payload as { data: { s: number } }).data;
    const session = await options.retrieveSessionInfo(shardId);
    if (session && sequence > session.sequence) {
      await options.updateSessionInfo(shardId, { ...session, sequence });
    }
  }

  function watch(shard: Shard): void {
    // One after the other, as it came.
    let last = Promise.resolve();
    shard.on('message', (message: FromShard) => {
      const heard =
        message.op === 'identify' ? hear(shard, message) : last.then(() => hear(shard, message));
      const settled = heard.catch((err) => {
        if (!ending.signal.aborted)
          log.error({ err, shard: shard.id }, 'what a shard told was not understood');
      });
      if (message.op !== 'identify') last = settled;
    });
    shard.on('spawn', () => void begin(shard));
    shard.on('death', () => {
      if (ending.signal.aborted || refused.has(shard.id)) return;
      const pauseMs = pauses.get(shard.id) ?? FIRST_PAUSE_MS;
      pauses.set(shard.id, Math.min(2 * pauseMs, LONGEST_PAUSE_MS));
      onDeath();
      log.error({ shard: shard.id, pauseMs }, 'the process of a shard died; it is started again');
      manager.emit('closed', { code: GatewayCloseCodes.UnknownError, shardId: shard.id });
      setTimeout(() => {
        if (!ending.signal.aborted) void shard.spawn(-1);
      }, pauseMs);
    });
  }

  return {
    async spawn(shardIds) {
      // The manager ends all before it begins any.
      ending = new AbortController();
      throttler = await options.buildIdentifyThrottler(manager);
      processes = openShardingManager(shardIds, await manager.getShardCount());
      processes.on('shardCreate', watch);
    },

    async connect() {
      if (!processes) return;
      const ids = processes.shardList as number[];
      const all = ids.map((id) => new Promise<void>((resolve) => connecting.set(id, resolve)));
      // Who may identify when is settled by the throttler.
      await processes.spawn({ delay: 0, timeout: -1 });
      await Promise.all(all);
    },

    send(shardId, payload) {
      const shard = processes?.shards.get(shardId);
      if (shard) send(shard, { op: 'send', shardId, payload });
    },

    async destroy({ code = 1000 } = {}) {
      ending.abort();
      await Promise.all(
        [...(processes?.shards.values() ?? [])].map((shard) => endShard(shard, code)),
      );
    },

    /** discord.js keeps that itself, from the events. */
    fetchStatus() {
      throw new Error('the state of a shard is what its events have told');
    },
  };
}

async function endShard(shard: Shard, code: number): Promise<void> {
  if (!shard.process) return;
  const gone = new Promise((resolve) => shard.once('death', resolve));
  const message: ToShard = { op: 'end', code };
  await shard.send(message).catch(() => {});
  const late = setTimeout(() => shard.process?.kill?.('SIGKILL'), END_MS);
  await gone;
  clearTimeout(late);
}

/** discord.js leaves marks in our environment, by which every later client would take itself for a shard's. */
function openShardingManager(shardList: number[], totalShards: number): ShardingManager {
  const { SHARDING_MANAGER, SHARDING_MANAGER_MODE, DISCORD_TOKEN } = process.env;
  const manager = new ShardingManager(SHARD, {
    ...{ shardList, totalShards, mode: 'process', respawn: false },
    // It comes by a message; in an environment whoever may look at the process's could read it.
    token: '',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const before = { SHARDING_MANAGER, SHARDING_MANAGER_MODE, DISCORD_TOKEN };
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return manager;
}
