import type { ServerRules } from '../servers/rules.ts';
import type { Shares } from '../shares/shares.ts';

/** How far back somebody could clip if there were room, ms: where they shared lately, the longest. */
export async function usualWindow(
  userId: string,
  parts: {
    shares: Pick<Shares, 'recentOf'>;
    rules: Pick<ServerRules, 'kept'>;
    config: { windowMs: number };
  },
): Promise<number> {
  const { shares, rules, config } = parts;
  const servers = new Set((await shares.recentOf(userId)).map(({ guildId }) => guildId));
  const kept = await Promise.all([...servers].map((guildId) => rules.kept(guildId)));
  return kept.length > 0 ? Math.max(...kept.map(({ windowMs }) => windowMs)) : config.windowMs;
}
