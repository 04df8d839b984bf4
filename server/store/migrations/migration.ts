import type { ClipLibrary } from '../../clips/library.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../store.ts';

/** What migrations work with. */
export interface MigrationParts {
  store: Store;
  clips: Pick<ClipLibrary, 'relist'>;
  log: Log;
}

/**
 * Brings what older versions kept into the shape that the code reads. It may be killed at any moment and is begun anew
 * then, and older processes may still be at work beside it.
 */
export type Migration = (parts: MigrationParts) => Promise<void>;
