import type { SessionInfo } from '@discordjs/ws';
import type { GatewaySendPayload } from 'discord.js';

/** What @discordjs/ws tells of a shard's connection, beside its debugging. */
export const SHARD_EVENTS = [
  'closed',
  'dispatch',
  'error',
  'heartbeat',
  'hello',
  'ready',
  'resumed',
] as const;

/** From the process with the bot to one that holds a connection. */
export type ToShard =
  | {
      op: 'start';
      shardId: number;
      shardCount: number;
      token: string;
      /** Of Discord's REST API. */
      apiUrl: string;
      intents: number;
      /** Of a process that died: resumed, so that nothing is missed. */
      session: SessionInfo | null;
    }
  /** It may identify now. */
  | { op: 'identify' }
  | { op: 'send'; shardId: number; payload: GatewaySendPayload }
  /** Says goodbye and ends. @param code of the close */
  | { op: 'end'; code: number };

/** And back. */
export type FromShard =
  | { op: 'event'; event: Exclude<(typeof SHARD_EVENTS)[number], 'error'>; payload: object }
  /** An Error does not pass between processes. */
  | { op: 'failed'; message: string }
  /** A session began or is void; its sequence is counted by the events. */
  | { op: 'session'; session: SessionInfo | null }
  /** It wants to identify, which all shards have to do one after the other. */
  | { op: 'identify' };
