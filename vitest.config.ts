import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { SHEEPDOG_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
