import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{bot,bridge-web,commands,jobs,server,sandbox,scripts}/**/*.test.ts'],
          // Real ffmpeg on a machine that has other things to do.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
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
