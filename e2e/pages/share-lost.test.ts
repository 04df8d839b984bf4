import type { WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, type Product, startProduct } from '../support/hindsight.ts';
import { skipWithout } from '../support/parts.ts';
import type { Sharing } from '../support/share.ts';
import { until } from '../support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))(
  'a share without network',
  () => {
    let product: Product;
    let first: Sharing;
    beforeAll(async () => {
      product = await startProduct();
      first = await product.shareAs(ADA);
    });
    afterAll(() => product?.close());

    test('that another computer took over meanwhile learns so, and takes nothing back', async () => {
      const { page } = first;
      // Its connections go through the test, which can cut them.
      const open = new Set<WebSocketRoute>();
      let isCut = false;
      await first.stop();
      await page.routeWebSocket(/\/livekit/, (socket) => {
        if (isCut) return void socket.close();
        open.add(socket);
        socket.connectToServer();
      });
      await page.route(/\/api\/livekit\/token/, (route) =>
        isCut ? route.abort() : route.continue(),
      );
      await page.reload();
      await first.press();

      isCut = true;
      for (const socket of open) void socket.close();
      await until('it says that it lost its connection', async () =>
        (await page.locator('.recording, [role="status"]').allInnerTexts())
          .join()
          .includes('onnect'),
      );
      const second = await product.shareAs(ADA, { card: { id: 2 } });
      isCut = false;
      const over = page.getByRole('alert').filter({ hasText: /took over/ });
      await over.waitFor({ timeout: 40_000 });
      await over.getByRole('button', { name: 'Take it back' }).waitFor();
      // The second one goes on, undisturbed.
      await page.waitForTimeout(3000);
      expect(await second.page.title()).toContain('● Recording');
      expect(
        await second.page
          .getByRole('alert')
          .filter({ hasText: /took over/ })
          .count(),
      ).toBe(0);
    });
  },
);
