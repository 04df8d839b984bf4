import { commands } from '../../../commands/index.ts';
import type { Config } from '../../../server/config.ts';
import { type Finding, why } from '../check.ts';

const ANSWER_WITHIN_MS = 5_000;

/** Whether the bot is in a server, and Discord has its commands. Nothing where the sandbox stands in. */
export async function checkBot({ discord }: Config): Promise<Finding[]> {
  if (!discord.token) return [];
  const api = `${discord.apiUrl ?? 'https://discord.com/api'}/v10`;
  const get = async <T>(path: string) => {
    const headers = { authorization: `Bot ${discord.token}` };
    const answer = await fetch(`${api}${path}`, {
      headers,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
    return (await answer.json()) as T;
  };
  try {
    const { id } = await get<{ id: string }>('/applications/@me');
    const [guilds, known] = await Promise.all([
      get<unknown[]>('/users/@me/guilds'),
      get<{ name: string }[]>(`/applications/${id}/commands`),
    ]);
    return judgeBot(
      guilds.length,
      known.map(({ name }) => name),
    );
  } catch (error) {
    const todo = 'The line "discord" above tells whether the token is right.';
    return [{ name: 'bot', state: 'missing', says: why(error), todo }];
  }
}

export function judgeBot(guilds: number, known: string[]): Finding[] {
  const name = 'bot';
  const wanted = commands.map(({ definition }) => definition.name);
  const lacking = wanted.filter((command) => !known.includes(command));
  const findings: Finding[] = [];
  if (guilds === 0) {
    const todo =
      'Open the invite link above. Whoever installed it for themselves can use it in DMs without.';
    findings.push({ name, state: 'note', says: 'it is in no server yet', todo });
  }
  if (lacking.length > 0) {
    const says = `Discord doesn't know its commands: ${lacking.map((one) => `/${one}`).join(', ')}`;
    const todo = 'Hindsight registers them when it starts: restart it, and see its log.';
    findings.push({ name, state: 'missing', says, todo });
  }
  if (findings.length > 0) return findings;
  const says = `in ${guilds} ${guilds === 1 ? 'server' : 'servers'}, ${wanted.map((one) => `/${one}`).join(' and ')} registered`;
  return [{ name, state: 'ok', says }];
}
