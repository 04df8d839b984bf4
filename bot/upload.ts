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
  const attachments = [{ id: 0, filename: file.name }];
  form.append('payload_json', JSON.stringify({ ...message, attachments }));
  form.append('files[0]', await openAsBlob(file.path), file.name);
  return { body: form, passThroughBody: true };
}

/** What is done about a part of a file. */
export interface Repair {
  /** The message carries the file instead. */
  replace(file: Upload): Promise<APIMessage>;
  /** The message carries none, or is gone. */
  takeAway(): Promise<unknown>;
}

/**
 * Looks whether Discord has all of a file that was just sent, and sends it again where it has not.
 * @returns the message as it is then
 * @throws CutOff when the file never came through; what there is of it is taken away then
 */
export async function whole(
  sent: APIMessage,
  file: Upload | undefined,
  { replace, takeAway }: Repair,
): Promise<APIMessage> {
  if (!file) return sent;
  const { size } = await stat(file.path);
  let message = sent;
  for (let tries = 1; message.attachments.at(-1)?.size !== size; tries++) {
    if (tries === TRIES) {
      await takeAway();
      throw new CutOff(`Discord has only a part of ${file.name}, also after ${TRIES} tries`);
    }
    message = await replace(file);
  }
  return message;
}

/** A file of which only a part ever arrived. */
export class CutOff extends Error {
  override name = 'CutOff';
}
