import type { Migration } from './migration.ts';
import { relistClips } from './relist-clips.ts';

/**
 * In their order; a store's version is how many of them it has behind it. New ones come last, and none ever goes. One
 * that is needed again, for another list of clips say, is listed a second time.
 */
export const MIGRATIONS: readonly Migration[] = [relistClips];
