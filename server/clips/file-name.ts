import type { ClipFileKind } from './files.ts';

export const MIME_TYPES: Record<ClipFileKind, string> = { mp4: 'video/mp4', jpg: 'image/jpeg' };

/** How a clip's file is called. @throws Error when the id can't be one */
export function fileNameOf(id: string, kind: ClipFileKind): string {
  if (!/^[\w-]{1,64}$/.test(id)) throw new Error(`"${id}" is not a clip's id`);
  return `${id}.${kind}`;
}

/** @returns the id of the clip whose video is called so */
export function clipIdOf(fileName: string): string | undefined {
  return /^([\w-]{1,64})\.mp4$/.exec(fileName)?.[1];
}
