import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { ADA, BO, type Who, waitForOutcome } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { type ProductProcess, startProductProcess } from './support/product-process.ts';
import { writeRecorded } from './support/recorded.ts';
import { until } from './support/until.ts';

const SECONDS = 90;
const SERVER = 'Hindsight Test Server';
const MIB = 1024 * 1024;

// What was recorded is made beforehand, so that clips are large and nothing but them takes the machine.
describe.skipIf(await skipWithout('livekit', 'ffmpeg'))('many clips, one slot', () => {
  let dataDir: string;
  let sandbox: Sandbox;
  let product: ProductProcess;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hindsight-many-'));
    sandbox = await startSandbox({ dataDir });
    const startMs = Date.now() - 2 * SECONDS * 1000;
    const userIds = [];
    for (const { as } of [ADA, BO]) userIds.push((await sandbox.control.world(as)).me);
    const segmentsPath = join(dataDir, 'replay-segments');
    await writeRecorded(segmentsPath, { userIds, seconds: SECONDS, startMs });
    product = await startProductProcess(sandbox, dataDir, { RENDER_SLOTS: '1' });
  }, 120_000);
  afterAll(async () => {
    await product?.close();
    await sandbox?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const type = async (who: Who, command: string) =>
    (await sandbox.control.run({ ...who, command })).id;
  const outcome = async (id: string) =>
    (await waitForOutcome(sandbox.control, id, 100_000)).message!;
  const temporary = async () => readdir(join(dataDir, 'tmp')).catch(() => []);
  const kept = async () => readdir(join(dataDir, 'clips')).catch(() => []);

  /** Types a clip that has to be made smaller; resolves when that is under way, by its words. */
  async function beginLarge(who: Who) {
    await sandbox.control.setUploadLimit(SERVER, 6 * MIB);
    const id = await type(who, '/clip 80s');
    const message = await until(
      'it is being made smaller',
      async () => {
        const { message } = await sandbox.control.interaction(id);
        return message?.content.includes('Shrinking') && message;
      },
      { timeoutMs: 60_000 },
    );
    return { id, message };
  }
  const press = (as: string, message: { id: string }, id: string) =>
    sandbox.control.click({ as, message: message.id, customId: `cancel:${id}` });

  test('progress is shown, cancelled in words, and nothing is left', async () => {
    const { id, message } = await beginLarge(ADA);
    await press('ada', message, id);
    const { content, attachments } = await outcome(id);
    expect(content).toContain('cancelled this clip');
    expect(attachments).toEqual([]);
    await until(
      'nothing is left',
      async () => [...(await temporary()), ...(await kept())].length === 0,
    );
  });

  test('killed with -9 while it is made smaller: the button from before still works', async () => {
    const { id, message } = await beginLarge(ADA);
    await product.kill();
    await until('ffmpeg ends with it', async () => !(await isRendering(dataDir)));
    await product.start();
    await press('ada', message, id);
    expect((await outcome(id)).content).toContain('cancelled this clip');
    expect(await temporary()).toEqual([]);
  });

  test('the same range asked for at the same time: each gets a post of their own', async () => {
    await sandbox.control.setUploadLimit(SERVER, 50 * MIB);
    // The share is over, so all of these are the same last ten seconds.
    const ids = await Promise.all([1, 2, 3].map(() => type(ADA, '/clip 10s')));
    const messages = await Promise.all(ids.map(outcome));
    const files = messages.map(({ attachments }) => attachments[0]!);
    const bytes = await Promise.all(files.map(({ url }) => sandbox.control.download(url)));
    expect(bytes.every((one) => one.equals(bytes[0]!))).toBe(true);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(3);
    expect(new Set(files.map(({ filename }) => filename)).size).toBe(3);
    // Each is a clip of its own in the library, too, and nothing else is left.
    expect(await kept()).toEqual(expect.arrayContaining(ids.map((id) => `${id}.mp4`)));
    // Their posters may still be made; nobody waits for them.
    await until('nothing else is left', async () => (await temporary()).length === 0);
  });

  test('one person’s many do not hold up another’s one', async () => {
    const outcomes: string[] = [];
    const order = async (who: Who, command: string) => {
      const id = await type(who, command);
      return outcome(id).then(({ attachments }) => {
        expect(attachments).toHaveLength(1);
        outcomes.push(who.as);
      });
    };
    const mine: Promise<void>[] = [];
    // All different, so that none is rendered for two.
    for (let seconds = 20; seconds < 30; seconds++) mine.push(order(ADA, `/clip ${seconds}s`));
    const theirs = order(BO, '/clip 12s');
    await Promise.all([...mine, theirs]);
    expect(outcomes.indexOf('bo')).toBeLessThan(outcomes.length - 3);
  });
});

/** Whether a program runs that works in this folder's temporary files. */
async function isRendering(dataDir: string): Promise<boolean> {
  for (const name of await readdir('/proc')) {
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('ffmpeg') && command.includes(join(dataDir, 'tmp'))) return true;
  }
  return false;
}
