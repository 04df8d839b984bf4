import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Upload } from './body.ts';
import type { Clock } from './clock.ts';
import { snowflake } from './snowflake.ts';

export interface StoredAttachment {
  id: string;
  channelId: string;
  filename: string;
  contentType: string;
  /** Bytes. */
  size: number;
  description?: string;
  path: string;
}

/** An address lives a day, like Discord's: whoever stores it finds it dead. */
const LIFE_MS = 24 * 60 * 60_000;
const TYPES: Record<string, string> = {
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.m4a': 'audio/mp4',
  '.mp3': 'audio/mpeg',
  '.gif': 'image/gif',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
};

export type Attachments = ReturnType<typeof createAttachments>;

/** Keeps posted files in `dir` and signs the addresses under which they are served. */
export function createAttachments(dir: string, clock: Clock, baseUrl: () => string) {
  const secret = randomBytes(32);
  const stored = new Map<string, StoredAttachment>();
  const sign = (path: string, ex: string, is: string) =>
    createHmac('sha256', secret).update(`${path}?${ex}&${is}`).digest('hex');

  return {
    uploadsDir: join(dir, 'uploads'),

    async keep(upload: Upload, channelId: string, description?: string): Promise<StoredAttachment> {
      const id = snowflake();
      const filename = safeName(upload.name);
      const folder = join(dir, 'attachments', id);
      await mkdir(folder, { recursive: true });
      const attachment: StoredAttachment = {
        id,
        channelId,
        filename,
        contentType: TYPES[extname(filename).toLowerCase()] ?? upload.contentType,
        size: upload.size,
        ...(description && { description }),
        path: join(folder, filename),
      };
      await rename(upload.path, attachment.path);
      stored.set(id, attachment);
      return attachment;
    },

    async remove(attachment: StoredAttachment): Promise<void> {
      stored.delete(attachment.id);
      await rm(join(attachment.path, '..'), { recursive: true, force: true });
    },

    shape(attachment: StoredAttachment) {
      const path = `/attachments/${attachment.channelId}/${attachment.id}/${attachment.filename}`;
      const is = Math.floor(clock.now() / 1000).toString(16);
      const ex = Math.floor((clock.now() + LIFE_MS) / 1000).toString(16);
      const url = `${baseUrl()}${encodeURI(path)}?ex=${ex}&is=${is}&hm=${sign(path, ex, is)}&`;
      return {
        id: attachment.id,
        filename: attachment.filename,
        size: attachment.size,
        url,
        proxy_url: url,
        content_type: attachment.contentType,
        ...(attachment.description && { description: attachment.description }),
      };
    },

    /** The file behind an address, or undefined where the signature is wrong or has expired. */
    find(path: string, query: URLSearchParams): StoredAttachment | undefined {
      const [ex, is, hm] = ['ex', 'is', 'hm'].map((name) => query.get(name) ?? '');
      const expected = Buffer.from(sign(path, ex!, is!));
      const given = Buffer.from(hm!);
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
      if (Number.parseInt(ex!, 16) * 1000 < clock.now()) return undefined;
      return stored.get(path.split('/')[3] ?? '');
    },
  };
}

/** Discord's own rule: letters, digits, dot, dash and underscore stay. */
function safeName(name: string): string {
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '');
  return safe || 'unknown';
}
