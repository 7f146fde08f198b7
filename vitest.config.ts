import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/{unit,architecture}/**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          globalSetup: 'test/support/global-setup.ts',
          include: ['test/{runtime,ledger,queue,api}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'pipeline',
          globalSetup: 'test/support/global-setup.ts',
          include: ['test/{pipeline,deployment,attack}/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          testTimeout: 1_800_000,
        },
      },
      {
        test: {
          name: 'e2e',
          globalSetup: 'test/support/global-setup.ts',
          include: ['test/e2e/**/*.test.ts'],
          provide: { screens: process.env['YOSHIN_SCREENS'] ?? null },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
