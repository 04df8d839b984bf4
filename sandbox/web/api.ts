import type { APIMessage } from 'discord-api-types/v10';
import type { Completions } from '../complete.ts';
import type { Interaction } from '../interactions.ts';
import type { LoggedRequest } from '../requests.ts';
import type { WorldView } from '../views.ts';

export type World = WorldView;
export type SeenMessage = APIMessage & { only_for?: string };
export type SeenInteraction = Omit<Interaction, 'token'>;
export type { Completions, LoggedRequest };

/** What went wrong, in words for the person at the page. */
export class ApiError extends Error {
  override name = 'ApiError';
}

export function get<T>(path: string, query: Record<string, string> = {}): Promise<T> {
  return send<T>(`${path}?${new URLSearchParams(query)}`);
}

export function post<T = void>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return send<T>(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function send<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/sandbox/${path}`, init);
  } catch {
    throw new ApiError('The sandbox does not answer. Has it been stopped?');
  }
  const text = await response.text();
  const data = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined;
  if (!response.ok) throw new ApiError(data?.error ?? `The sandbox answered ${response.status}.`);
  return data as T;
}
