import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What set-up downloads or builds; may be deleted at any time. */
export const CACHE = join(ROOT, '.cache');
