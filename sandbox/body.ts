import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { discordError } from './errors.ts';
import { snowflake } from './snowflake.ts';

/** A file that came with a request, lying at `path` until the message takes it or it is dropped. */
export interface Upload {
  /** The n of the form's field files[n]. */
  index: number;
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
  path: string;
}

export interface Body {
  json: Record<string, unknown>;
  files: Upload[];
}

/**
 * Reads a request's JSON, alone or as `payload_json` of a form with files[n], or the fields of a plain form.
 * @throws DiscordError 50109 when it is no JSON
 */
export async function readBody(request: IncomingMessage, uploadsDir: string): Promise<Body> {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return readForm(request, uploadsDir);
  const text = (await buffer(request)).toString();
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { json: Object.fromEntries(new URLSearchParams(text)), files: [] };
  }
  return { json: parse(text), files: [] };
}

/** Removes the files that no message took. */
export async function dropUploads(body: Body | undefined): Promise<void> {
  await Promise.all((body?.files ?? []).map((file) => rm(file.path, { force: true })));
}

async function readForm(request: IncomingMessage, uploadsDir: string): Promise<Body> {
  await mkdir(uploadsDir, { recursive: true });
  const form = busboy({ headers: request.headers, defParamCharset: 'utf8' });
  const files: Upload[] = [];
  const written: Promise<void>[] = [];
  let json = '';
  form.on('field', (name, value) => {
    if (name === 'payload_json') json = value;
  });
  form.on('file', (field, stream, info) => {
    const upload: Upload = {
      index: Number(/\d+/.exec(field)?.[0] ?? files.length),
      name: info.filename ?? 'unknown',
      contentType: info.mimeType,
      size: 0,
      path: join(uploadsDir, snowflake()),
    };
    files.push(upload);
    stream.on('data', (chunk: Buffer) => {
      upload.size += chunk.length;
    });
    const done = pipeline(stream, createWriteStream(upload.path));
    done.catch(() => {});
    written.push(done);
  });
  try {
    await pipeline(request, form);
    await Promise.all(written);
    return { json: parse(json), files };
  } catch (error) {
    await Promise.allSettled(written);
    await dropUploads({ json: {}, files });
    throw error;
  }
}

function parse(text: string): Record<string, unknown> {
  if (!text.trim()) return {};
  try {
    const value = JSON.parse(text);
    // Lists stay lists: bulk overwrite of commands sends one.
    if (typeof value === 'object' && value) return value;
  } catch {}
  throw discordError(50109);
}
