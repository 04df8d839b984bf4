import { ObjectTooLarge } from './bucket.ts';

/** What an object holds. @throws ObjectTooLarge as soon as there is more, and reads no further */
export async function readAll(
  body: AsyncIterable<Uint8Array | string> | undefined,
  mostBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.length;
    if (bytes > mostBytes) throw new ObjectTooLarge(`more than ${mostBytes} bytes`);
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}
