import { GatewayOpcodes as Op } from 'discord-api-types/v10';
import type { Body } from './body.ts';
import type { Bus } from './bus.ts';

/** One request of the bot, as tests and the page read it. */
export interface LoggedRequest {
  at: string;
  method: string;
  /** Without `/api/v10`. */
  path: string;
  query: Record<string, unknown>;
  body?: unknown;
  files: { name: string; size: number; contentType: string }[];
  /** The only person who sees what it writes; absent: everybody there. */
  seenBy?: string;
  /** What the person typed, chose or clicked that it answers. */
  answers?: string;
  /** HTTP status of the answer; 0 when the connection was cut. */
  status?: number;
  answer?: unknown;
}

/** One thing that the bot said over the gateway. */
export interface LoggedPayload {
  op: number;
  d: unknown;
}

const KEPT = 5000;

export type Requests = ReturnType<typeof createRequests>;

/** The log of what the bot asked for; the newest five thousand. */
export function createRequests(bus: Bus) {
  const log: LoggedRequest[] = [];
  const payloads: LoggedPayload[] = [];
  bus.on('payload', ({ op, d }) => {
    if (op === Op.Heartbeat) return;
    const told = typeof d === 'object' && d && 'token' in d ? { ...d, token: '...' } : d;
    payloads.push({ op, d: told });
    if (payloads.length > KEPT) payloads.shift();
  });

  return {
    list: () => log,
    /** What came over the gateway, but for heartbeats; the token is not kept. */
    payloads: () => payloads,

    add(method: string, path: string, query: Record<string, unknown>): LoggedRequest {
      const entry = { at: new Date().toISOString(), method, path, query: { ...query }, files: [] };
      log.push(entry);
      if (log.length > KEPT) log.shift();
      return entry;
    },

    fill(entry: LoggedRequest, { json, files }: Body): void {
      if (Object.keys(json).length) entry.body = json;
      entry.files = files.map(({ name, size, contentType }) => ({ name, size, contentType }));
    },
  };
}
