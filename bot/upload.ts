import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { APIMessage, RequestData } from 'discord.js';

/** How often a file that Discord has only a part of is sent. */
const TRIES = 3;

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

/** How a file gets into a message, and what is done where only a part of it arrived. */
export interface Sending {
  send(): Promise<APIMessage>;
  /** The message carries the file instead. */
  replace(sent: APIMessage): Promise<APIMessage>;
  /** The message carries none, or is gone. */
  takeAway(sent: APIMessage): Promise<unknown>;
}

/**
 * Sends a message, looks whether Discord has all of its file, and sends that again where it has not.
 * @returns the message as it is then
 * @throws CutOff when the file never came through; what there is of it is taken away then
 */
export async function sendWhole(
  file: Upload | undefined,
  { send, replace, takeAway }: Sending,
): Promise<APIMessage> {
  if (!file) return send();
  const { size } = await stat(file.path);
  let message = await send();
  for (let tries = 1; message.attachments.at(-1)?.size !== size; tries++) {
    if (tries === TRIES) {
      await takeAway(message);
      throw new CutOff(`Discord has only a part of ${file.name}, also after ${TRIES} tries`);
    }
    message = await replace(message);
  }
  return message;
}

/** A file of which only a part ever arrived. */
export class CutOff extends Error {
  override name = 'CutOff';
}
