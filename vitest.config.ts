import { defineConfig } from 'vitest/config';

// Tests run on the sources of all packages (`exports` → `@nudge/source`), so that none needs a build first. `import` and
// `default` hold anyway, and named here they would hold for `require` too: `pg` then gets modules where it wants classes.
const conditions = ['@nudge/source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    globalSetup: 'tests/services/global-setup.ts',
    // No test asserts a time: these only end one that hangs, also on a machine that is busy with other things.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'tests/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/src/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**'],
  },
});
