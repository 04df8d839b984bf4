import { defineConfig } from 'vitest/config';
import { isOfForm } from './bot/form-read-on.ts';

const OVER_DISCORD = [
  '{bot,commands,sandbox}/**/*.test.ts',
  'server/{auth,consent,http,people,servers,words}/**/*.test.ts',
];
// Real ffmpeg on a machine that has other things to do.
const UNIT_TIMEOUTS = { testTimeout: 30_000, hookTimeout: 30_000 };

export default defineConfig({
  test: {
    // Most of them wait for real parts; one worker on two cores would leave both idle.
    maxWorkers: 2,
    // The bot survives them, too.
    onUnhandledError: (error) => !isOfForm(error),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{bridge-web,fuzz,jobs,server,scripts}/**/*.test.ts'],
          exclude: OVER_DISCORD,
          ...UNIT_TIMEOUTS,
        },
      },
      {
        // Loading discord.js and Koa anew for each file takes three times as long as these tests.
        test: { name: 'unit-discord', include: OVER_DISCORD, isolate: false, ...UNIT_TIMEOUTS },
      },
      {
        // Real servers and browsers on two cores: one file at a time, or they starve one another.
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: ['e2e/deep/**'],
          fileParallelism: false,
          // What is waited for has a limit of its own, and says what it was; this is for what hangs.
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        // What takes minutes each: `npm run test:deep`. A sample of each is in the other two.
        test: {
          name: 'deep',
          include: ['e2e/deep/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
