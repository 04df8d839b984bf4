import type { PostedClips } from '../test-posted.ts';
import type { Player } from './player.ts';

/** What somebody is told unasked they can mute, and hear again. */
export async function muteAlerts(
  { control, parts }: PostedClips,
  player: Player,
  person: { as: string; userId: string },
): Promise<void> {
  await parts.played.bot?.notify(person.userId, 'Something has happened.');
  for (const button of ['mute', 'unmute']) {
    const alert = (await control.dms(person.as)).at(-1);
    if (!alert) throw new Error('there is no alert');
    await player.press(alert, button);
  }
}
