import type { Body } from './body.ts';

/** One request of the bot, as tests and the page read it. */
export interface LoggedRequest {
  at: string;
  method: string;
  /** Without `/api/v10`. */
  path: string;
  query: Record<string, unknown>;
  body?: unknown;
  files: { name: string; size: number; contentType: string }[];
  /** HTTP status of the answer; 0 when the connection was cut. */
  status?: number;
  answer?: unknown;
}

const KEPT = 1000;

export type Requests = ReturnType<typeof createRequests>;

/** The log of what the bot asked for; the newest thousand. */
export function createRequests() {
  const log: LoggedRequest[] = [];
  return {
    list: () => log,

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
