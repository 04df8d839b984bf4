import { type APIGatewayBotInfo, DiscordAPIError, REST, Routes } from 'discord.js';
import { UserError } from '../../server/errors.ts';
import { TOKEN_REFUSED } from '../gateway.ts';

/** How to reach Discord, and over how many connections. */
export interface DiscordAccess {
  token: string;
  /** undefined: the real Discord. */
  apiUrl?: string | undefined;
  /** 1 when left out; `auto`: as many as Discord recommends. */
  shards?: number | 'auto';
  /** Of those, the ones that this process holds; all when left out. */
  shardIds?: number[] | undefined;
}

/** @throws UserError when the token is refused */
export async function countShards({ token, apiUrl, shards = 1 }: DiscordAccess): Promise<number> {
  if (shards !== 'auto') return shards;
  const rest = new REST(apiUrl ? { api: apiUrl } : {}).setToken(token);
  try {
    return ((await rest.get(Routes.gatewayBot())) as APIGatewayBotInfo).shards;
  } catch (cause) {
    const isRefused = cause instanceof DiscordAPIError && cause.status === 401;
    throw isRefused ? new UserError(TOKEN_REFUSED, { cause }) : cause;
  }
}
