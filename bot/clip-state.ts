import type { Clip } from '../server/clips/clip.ts';
import { moreBefore } from '../server/clips/more-before.ts';
import type { Services } from '../server/services.ts';
import type { ButtonState } from './clip-buttons.ts';

/** How a clip's buttons have to be. @param clip undefined: it is gone */
export async function buttonStateOf(
  clip: Clip | undefined,
  { segments }: Pick<Services, 'segments'>,
): Promise<ButtonState> {
  if (!clip) return { gone: true, more: false };
  return { gone: false, more: (await moreBefore(clip, segments)) > 0 };
}
