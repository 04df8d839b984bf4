import { open } from 'node:fs/promises';

/** What a file's own boxes and ffmpeg's first look say of it. */
export interface Container {
  /** The MP4's index comes before its media, so that it plays while it loads. null for another format. */
  faststart: boolean | null;
  videoCodec: string | null;
  audioCodec: string | null;
  pixFmt: string | null;
  width: number;
  height: number;
}

/** @param banner what `ffmpeg -i FILE` prints: ffmpeg-static has no ffprobe beside it */
export function parseBanner(banner: string): Omit<Container, 'faststart'> {
  const video =
    /Stream #.*Video: (\w+).*?, (yuv\w+|gray\w*|rgb\w*)[^,]*?(?:\([^)]*\))?, .*?(\d{2,5})x(\d{2,5})/.exec(
      banner,
    );
  const audio = /Stream #.*Audio: (\w+)/.exec(banner);
  return {
    videoCodec: video?.[1] ?? null,
    pixFmt: video?.[2] ?? null,
    width: Number(video?.[3] ?? 0),
    height: Number(video?.[4] ?? 0),
    audioCodec: audio?.[1] ?? null,
  };
}

/** Walks the top-level boxes until the index or the media comes. */
export async function isFaststart(path: string): Promise<boolean | null> {
  await using file = await open(path);
  const { size } = await file.stat();
  const head = Buffer.alloc(16);
  for (let at = 0, first = true; at + 8 <= size; first = false) {
    await file.read(head, 0, 16, at);
    const type = head.toString('latin1', 4, 8);
    if (first && type !== 'ftyp') return null;
    if (type === 'moov' || type === 'mdat') return type === 'moov';
    const length = head.readUInt32BE(0);
    at += length === 1 ? Number(head.readBigUInt64BE(8)) : length;
    if (length === 0) break;
  }
  return false;
}
