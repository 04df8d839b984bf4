import { UserError } from '../errors.ts';

/** Whether somebody may make clips of a person's share. @throws UserError (403) */
export async function needMayClip(requesterId: string, sharerId: string): Promise<void> {
  if (requesterId === sharerId) return;
  throw new UserError(
    'You can clip only your own share yet. Ask the person whose screen it is to clip it for you.',
    { status: 403 },
  );
}
