import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The first of `names` that can be run from PATH, as an absolute path; null when none can. */
export async function onPath(...names: string[]): Promise<string | null> {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (await canRun(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}

export async function canRun(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
