import { chown, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { asNobody, inside, NOBODY, skipWithoutNobody, tryToWrite } from './support/as-nobody.ts';
import { serveCards } from './support/card/serve-card.ts';
import { readClip } from './support/clock.ts';
import { ADA, linkIn, untilClippable, waitForOutcome } from './support/hindsight.ts';
import { openToOthers } from './support/open-to-others.ts';
import { findPart, skipWithout } from './support/parts.ts';
import { type ProductProcess, startProductProcess } from './support/product-process.ts';
import { openShare } from './support/share.ts';

const missing = (await skipWithout('chromium', 'livekit', 'ffmpeg')) || (await skipWithoutNobody());

// What the Dockerfile and Compose ask for, without a container engine.
describe.skipIf(missing)('as nobody, on a read-only root', () => {
  let folder: string;
  let dataDir: string;
  let sandbox: Sandbox;
  let product: ProductProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-nobody-'));
    // Not below /tmp, which is another one there.
    dataDir = await mkdtemp('/var/tmp/hindsight-nobody-');
    await chown(dataDir, NOBODY, NOBODY);
    sandbox = await startSandbox({ dataDir: folder });
    const env = { HOME: '/tmp', LIVEKIT_SERVER_BIN: inside((await findPart('livekit')) ?? '') };
    product = await startProductProcess(sandbox, dataDir, env, asNobody(dataDir));
  });
  afterAll(async () => {
    await product?.close();
    await sandbox?.close();
    for (const path of [folder, dataDir]) await rm(path, { recursive: true, force: true });
  });

  test('it runs without any right, and can write to DATA_DIR and /tmp alone', async () => {
    const status = await readFile(`/proc/${product.pid()}/status`, 'utf8');
    expect(status).toMatch(new RegExp(`^Uid:\\s+${NOBODY}\\s+${NOBODY}\\s`, 'm'));
    for (const kind of ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'])
      expect(status).toMatch(new RegExp(`^Cap${kind}:\\s+0+$`, 'm'));
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    for (const place of ['/', '/etc/', '/var/', '/usr/', '/tmp/app/', '/tmp/app/server/'])
      expect(await tryToWrite(product.pid(), `${place}probe`)).toContain('Read-only file system');
    for (const place of [`${dataDir}/`, '/tmp/'])
      expect(await tryToWrite(product.pid(), `${place}probe`)).toBe('written');
    await rm(join(dataDir, 'probe'));
  });

  test('a share is recorded and clipped, for no other user to read, and it ends in order', async () => {
    const { control } = sandbox;
    const cards = await serveCards();
    const start = await control.run({ ...ADA, command: '/replay start' });
    const sharing = await openShare(linkIn(await control.waitForAnswer(start.id)), cards.card());
    await sharing.press();
    await untilClippable(control, ADA);
    const { id } = await control.run({ ...ADA, command: '/clip 8s' });
    const { message } = await waitForOutcome(control, id, 60_000);
    const file = join(folder, 'posted.mp4');
    await writeFile(file, await control.download(message?.attachments[0]?.url ?? ''));
    expect((await readClip(file)).frames.length).toBeGreaterThan(50);
    await sharing.close();
    await cards.close();
    expect(await readdir(join(dataDir, 'clips'))).not.toEqual([]);
    expect(await openToOthers(dataDir)).toEqual([]);
    expect(await product.close()).toBe(0);
  });
});
