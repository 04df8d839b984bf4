import { type APIButtonComponentWithCustomId, ButtonStyle, ComponentType } from 'discord.js';
import type { Words } from '../server/words/words.ts';
import { renderCustomId } from './custom-id.ts';

const STEPS_MS = [30_000, 60_000, 120_000];

/** How much can be put before a clip, ms: the usual steps, and all there is where that is less. @param moreMs at least 1000 */
export function moreSteps(moreMs: number): number[] {
  const steps = STEPS_MS.filter((ms) => ms <= moreMs);
  const allMs = Math.floor(moreMs / 1000) * 1000;
  return allMs < Math.max(...STEPS_MS) && !steps.includes(allMs) ? [...steps, allMs] : steps;
}

export function moreButton(
  of: { clipId: string; messageId: string },
  ms: number,
  { buttons, duration }: Words,
): APIButtonComponentWithCustomId {
  const { moreBy, moreAll } = buttons;
  const label = (STEPS_MS.includes(ms) ? moreBy : moreAll)(duration(ms));
  const values = [of.clipId, of.messageId, String(ms)];
  return {
    ...{ type: ComponentType.Button, style: ButtonStyle.Secondary, label },
    custom_id: renderCustomId({ name: 'more-by', values }),
  };
}
