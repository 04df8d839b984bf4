import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('a clip that fails', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.shareAs(ADA);
    await product.buffered(ADA, 5000);
  });
  afterAll(() => product?.close());

  async function channelOf(): Promise<string> {
    const { guilds } = await product.sandbox.world('ada');
    const channels = guilds.flatMap((guild) => guild.channels);
    return channels.find(({ name }) => `#${name}` === ADA.channel)?.id ?? '';
  }

  /** Discord takes the file neither as the answer nor as a message; words alone, like progress, pass. */
  async function failingClip(): Promise<void> {
    const kind = { status: 403, code: 50013, message: 'Missing Permissions' };
    const channel = await channelOf();
    for (const [method, path] of [
      ['PATCH', '^/webhooks/'],
      ['POST', `^/channels/${channel}/messages`],
    ]) {
      await product.sandbox.addFault({ method, path, withFile: true, kind });
    }
    await product.type(ADA, '/clip 2s');
    await product.sandbox.clearFaults();
  }

  test('comes by DM', async () => {
    await failingClip();
    const dm = async () => (await product.sandbox.dms('ada')).at(-1);
    const message = await until('a DM arrives', dm, { timeoutMs: 30_000 });
    expect(message.content).toContain('I could not post it where you asked for it');
    expect(message.attachments).toHaveLength(1);
  });

  test('as the answer alone is posted as a message, and the answer says so', async () => {
    await product.sandbox.addFault({
      method: 'PATCH',
      path: '^/webhooks/',
      withFile: true,
      kind: { status: 403, code: 50013, message: 'Missing Permissions' },
    });
    const { message } = await product.type(ADA, '/clip 2s');
    expect(message?.content).toContain('a message of its own');
    const posted = (await product.sandbox.messages(ADA)).at(-1);
    expect(posted?.attachments).toHaveLength(1);
  });

  test('is told with the next answer where DMs are refused, once', async () => {
    await product.sandbox.refuseDms('ada');
    const before = (await product.sandbox.dms('ada')).length;
    await failingClip();
    const seen = async () => {
      await product.type(ADA, '/replay status');
      const answers = await product.sandbox.ephemeral(ADA);
      return answers.filter((answer) => answer.content.includes('Your clip'));
    };
    const told = async () => (await seen()).length > 0;
    await until('it is told', told, { timeoutMs: 30_000, everyMs: 1000 });
    expect(await seen()).toHaveLength(1);
    expect(await product.sandbox.dms('ada')).toHaveLength(before);
  });

  test('to: dm is answered in private where DMs are refused', async () => {
    await product.sandbox.refuseDms('ada');
    const { message } = await product.type(ADA, '/clip duration:2s to:dm');
    expect(message?.attachments).toHaveLength(1);
    expect(message?.only_for).toBeTruthy();
  });
});
