import { ApiError } from '../api.ts';
import { signedOut } from '../session.ts';
import { toast } from '../ui/toasts.ts';

/**
 * Does what somebody asked for; what stands against it is told in words.
 * @param gone instead of words: the clip is not there any more, or not for this person
 * @returns undefined when it was not done
 */
export async function attempt<T>(run: () => Promise<T>, gone?: () => void): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) signedOut();
    else if (error.status === 404 && gone) gone();
    else toast('bad', error.message);
    return undefined;
  }
}
