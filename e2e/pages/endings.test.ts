import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, linkIn, type Product, startProduct } from '../support/hindsight.ts';
import { makeClips } from '../support/made-clips.ts';
import { skipWithout } from '../support/parts.ts';
import { openVisitor, type Visitor } from '../support/visitor.ts';

const WHY = 'The disk is full. Free some space, then share again.';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))(
  'the end of a recording',
  () => {
    let product: Product;
    let ada: string;
    let visitor: Visitor;
    let clipId: string;
    beforeAll(async () => {
      product = await startProduct();
      ada = await product.userId(ADA);
      const [clip] = await makeClips(product, [{ ownerId: ada, title: 'Ace' }]);
      clipId = clip?.id ?? '';
      visitor = await openVisitor(product, ADA);
    });
    afterAll(async () => {
      await visitor?.close();
      await product?.close();
    });

    /** As the loop that looks after recordings tells it. */
    function publish(name: 'REPLAY_BUFFER_FAILED' | 'REPLAY_BUFFER_STOPPED'): void {
      const data = { sessionId: 's', channelId: '20', status: name };
      const error = name === 'REPLAY_BUFFER_FAILED' ? { error: WHY } : {};
      product.services.events.publish(ada, { name, data: { ...data, ...error } } as never);
    }

    const PAGES = [
      {
        page: 'the library',
        path: async () => '/library',
        failed: 'The recording of your share failed.',
        stopped: 'The recording of your share ended.',
      },
      {
        page: 'the trim page',
        path: async () => `/trim?clip=${clipId}`,
        failed: 'The recording of your share failed:',
        stopped: 'The recording of your share has ended.',
      },
      {
        page: 'the share page',
        path: async () => {
          const link = new URL(linkIn(await product.type(ADA, '/replay start')));
          return `${link.pathname}${link.hash}`;
        },
        failed: 'The recording of your share has failed.',
        stopped: 'The recording of your share has ended.',
      },
    ];

    test.each(PAGES)('$page says at once that one failed, why, and what to do', async (about) => {
      const heard = visitor.page.waitForResponse((answer) => answer.url().includes('/api/events'));
      await visitor.open(await about.path());
      await heard;
      await visitor.page.getByRole('heading', { level: 1 }).waitFor();
      publish('REPLAY_BUFFER_FAILED');
      const toast = visitor.page.locator('.toast.bad').filter({ hasText: about.failed });
      await toast.waitFor();
      expect(await toast.getAttribute('role')).toBe('alert');
      expect(await toast.innerText()).toContain(WHY);
      // It stays until it is closed.
      await toast.getByRole('button', { name: 'Close' }).click();
      expect(await toast.count()).toBe(0);
    });

    test.each(PAGES)('$page says that one was stopped', async (about) => {
      const heard = visitor.page.waitForResponse((answer) => answer.url().includes('/api/events'));
      await visitor.open(await about.path());
      await heard;
      await visitor.page.getByRole('heading', { level: 1 }).waitFor();
      publish('REPLAY_BUFFER_STOPPED');
      const toast = visitor.page.locator('.toast:not(.bad)').filter({ hasText: about.stopped });
      await toast.waitFor();
      expect(await toast.innerText()).not.toContain(WHY);
    });
  },
);
