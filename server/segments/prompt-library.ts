import { UserError } from '../errors.ts';
import type { SegmentLibrary } from './library.ts';

/** Who asked sees nothing until there is an answer, ms; a bucket that is away is asked again for much longer. */
const PATIENCE_MS = 5000;

/**
 * The same library, for people who wait for what it says.
 * @throws UserError (503) from its questions where the storage takes too long
 */
export function promptLibrary(
  library: SegmentLibrary,
  patienceMs: number = PATIENCE_MS,
): SegmentLibrary {
  const soon = async <T>(work: Promise<T>): Promise<T> => {
    const { promise, reject } = Promise.withResolvers<never>();
    const away = new UserError(({ asked }) => asked.storageAway, { status: 503 });
    const timer = setTimeout(() => reject(away), patienceMs);
    return Promise.race([work, promise]).finally(() => clearTimeout(timer));
  };
  return {
    ...library,
    between: (...asked) => soon(library.between(...asked)),
    coverage: (...asked) => soon(library.coverage(...asked)),
    bytes: (...asked) => soon(library.bytes(...asked)),
    sizes: (...asked) => soon(library.sizes(...asked)),
  };
}
