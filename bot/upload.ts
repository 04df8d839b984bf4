import { openAsBlob } from 'node:fs';
import type { RequestData } from 'discord.js';

/** A file to be posted. */
export interface Upload {
  name: string;
  /** Where it lies. */
  path: string;
}

/**
 * A message as a request's body. Its file is read while it is being sent: discord.js would hold it in memory, and
 * fifty at once are too much for that.
 */
export async function messageBody(
  message: Record<string, unknown>,
  file?: Upload,
): Promise<Pick<RequestData, 'body' | 'passThroughBody'>> {
  if (!file) return { body: message };
  const form = new FormData();
  // Only this one stays on the message: written twice, it still has one file.
  const attachments = [{ id: '0', filename: file.name }];
  form.append('payload_json', JSON.stringify({ ...message, attachments }));
  form.append('files[0]', await openAsBlob(file.path), file.name);
  return { body: form, passThroughBody: true };
}
