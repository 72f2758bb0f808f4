import { defineConfig } from 'vitest/config';

/** `npm test` runs what takes seconds; `npm run test:full` runs the rest, in files named `*.full.test.ts`. */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === 'full' ? ['test/**/*.full.test.ts'] : ['test/**/!(*.full).test.ts'],
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/build-site.ts'],
    // By default one processor is left to the runner, which has little to do: on two, that doubles the time.
    maxWorkers: '100%',
    // A worker loads the code once, and keeps one browser and the compiled indexes for all its files.
    isolate: false,
    // Only what hangs takes this long, on a machine however busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000, interval: 20 } },
  },
}));
