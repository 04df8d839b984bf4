import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Course, Typed } from './course.ts';
import { look } from './seen.ts';

/** Where the store of objects keeps what is in the library: it writes a file for each object. */
const inLibrary = ({ id }: Typed, { installation: { folder } }: Course) =>
  join(folder, 's3', 'hindsight', 'clips', `${id}.mp4`);

export const isFiled = (typed: Typed, course: Course): Promise<boolean> =>
  access(inLibrary(typed, course)).then(
    () => true,
    () => false,
  );

/** The clip's video as its person gets it; null where there is none. */
export async function clipFile(typed: Typed, course: Course): Promise<string | null> {
  const { sandbox, folder } = course.installation;
  if (typed.clip?.to === 'library') {
    return (await isFiled(typed, course)) ? inLibrary(typed, course) : null;
  }
  const [attachment] = (await look(typed, course)).posted[0]?.attachments ?? [];
  if (!attachment) return null;
  const file = join(folder, 'looked-at.mp4');
  await writeFile(file, await sandbox.control.download(attachment.url));
  return file;
}
