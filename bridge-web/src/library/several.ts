import { ApiError } from '../api.ts';

/** What became of several clips; of each one alone. */
export interface Several {
  done: string[];
  failed: { id: string; error: string }[];
}

/** As many as the server takes at once. */
const AT_ONCE = 100;

/**
 * Has many clips dealt with, some at a time.
 * @throws ApiError when nothing was done at all; what fails later is among the failed
 */
export async function inParts(
  ids: string[],
  act: (part: string[]) => Promise<Several>,
): Promise<Several> {
  const sum: Several = { done: [], failed: [] };
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    try {
      const { done, failed } = await act(ids.slice(at, at + AT_ONCE));
      sum.done.push(...done);
      sum.failed.push(...failed);
    } catch (error) {
      if (!(error instanceof ApiError) || sum.done.length === 0) throw error;
      const { message } = error;
      sum.failed.push(...ids.slice(at).map((id) => ({ id, error: message })));
      return sum;
    }
  }
  return sum;
}
