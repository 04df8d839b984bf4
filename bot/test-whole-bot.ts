import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { type Bot, startBot } from './bot.ts';
import { openTestServices, type TestServices } from './test-services.ts';

/** For tests: the whole bot over the sandbox, which limits nothing; only what the bot is given is played. */
export type WholeBot = Awaited<ReturnType<typeof openWholeBot>>;

/** @param options as for openTestServices */
export async function openWholeBot(options: Parameters<typeof openTestServices>[0] = {}) {
  const parts: TestServices = await openTestServices(options);
  const sandbox: Sandbox = await startSandbox({ dataDir: parts.services.config.dataDir });
  await sandbox.control.setRateLimits(false);
  let bot: Bot | undefined;
  return {
    ...{ parts, sandbox },

    /** Its process begins; where there was one before, that has ended. */
    async start(): Promise<Bot> {
      bot = await startBot(parts.services, { token: sandbox.botToken, apiUrl: sandbox.apiUrl });
      return bot;
    },

    async close(): Promise<void> {
      await bot?.close();
      await sandbox.close();
      await parts.close();
    },
  };
}
