import type { PostedClips } from '../test-posted.ts';
import { hasIn, type Player } from './player.ts';

/** What somebody is told unasked they can mute, and hear again. */
export async function muteAlerts(
  { control, parts }: PostedClips,
  player: Player,
  person: { as: string; userId: string },
): Promise<void> {
  await parts.played.bot?.notify(person.userId, 'Something has happened.');
  for (const button of ['mute', 'unmute']) {
    const alert = (await control.dms(person.as)).findLast((one) => hasIn(one, button));
    if (!alert) throw new Error(`nowhere is a button ${button}`);
    await player.press(alert, button);
  }
}
