import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { serveCards } from '../support/card/serve-card.ts';
import { closable } from '../support/closable.ts';
import { ADA, linkIn, waitForOutcome } from '../support/hindsight.ts';
import { skipWithout } from '../support/parts.ts';
import { startProductProcess } from '../support/product-process.ts';
import { openShare } from '../support/share.ts';
import { trimmingOn } from '../support/trimming.ts';
import { until } from '../support/until.ts';
import { openVisitor } from '../support/visitor.ts';

const missing = await skipWithout('chromium', 'livekit', 'ffmpeg');

test.skipIf(missing)(
  'the server restarts while one trims: the page comes back by itself',
  async () => {
    const { close } = await closable(async (onClose) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-trim-'));
      onClose(() => rm(dataDir, { recursive: true, force: true }));
      const sandbox = await startSandbox({ dataDir });
      onClose(sandbox.close);
      const product = await startProductProcess(sandbox, dataDir);
      onClose(product.close);
      const cards = await serveCards();
      onClose(cards.close);
      const { control } = sandbox;
      const type = async (who: typeof ADA, command: string) => {
        const { id } = await control.run({ ...who, command });
        return waitForOutcome(control, id, 60_000);
      };
      const sharing = await openShare(linkIn(await type(ADA, '/replay start')), cards.card());
      onClose(sharing.close);
      await sharing.press();
      const visitor = await openVisitor({ hindsight: product, type }, ADA);
      onClose(visitor.close);
      const { page } = visitor;
      const longEnough = async () => {
        await visitor.open('/trim');
        const opened = page.getByRole('slider', { name: 'End', exact: true });
        const nothing = page.getByRole('heading', { name: 'There is nothing to trim' });
        await opened.or(nothing).waitFor();
        return (await opened.count()) && Number(await opened.getAttribute('aria-valuemax')) > 5000;
      };
      await until('some seconds can be trimmed', longEnough, { timeoutMs: 40_000, everyMs: 3000 });
      const trimming = await trimmingOn(page);
      await trimming.typeTime('Start', '0:01');
      await trimming.typeTime('End', '0:03');
      await page.getByLabel('Title').fill('Kept');
      await trimming.choose('library');
      const selected = await trimming.selected();
      const { id } = await trimming.preview();
      let loads = 0;
      page.on('load', () => {
        loads += 1;
      });

      await product.kill();
      await trimming.clipIt();
      await page.getByText(/can’t be reached/).waitFor();
      expect(await trimming.selected()).toEqual(selected);
      await product.start();

      const clipId = await until('a clip can be made again', () => trimming.clipped(), {
        timeoutMs: 60_000,
      });
      expect(clipId).toMatch(/^\d+$/);
      expect(loads).toBe(0);
      expect(await trimming.selected()).toEqual(selected);
      expect(await page.getByLabel('Title').inputValue()).toBe('Kept');
      expect((await trimming.preview()).id).toBe(id);
      // Loaded anew, it shows the same preview and selection, too.
      await page.reload();
      const again = await trimmingOn(page);
      expect(await again.selected()).toEqual(selected);
      expect((await again.preview()).id).toBe(id);
    });
    await close();
  },
);
