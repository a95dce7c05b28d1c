// Unit tests run the sources; end-to-end tests run what was built, in real Electron.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

/** Left out by `npm run check`. */
const slow = 'tests/**/*.slow.test.ts'
const limits = { pool: 'forks', testTimeout: 30_000, hookTimeout: 60_000 } as const

export default defineConfig({
  test: {
    globalSetup: ['tests/set-up/built.mjs'],
    projects: [
      {
        // For the page's rune modules; everything else passes through as it is.
        plugins: [svelte()],
        test: {
          name: 'unit',
          include: ['tests/**/*.test.{ts,mjs}'],
          exclude: ['tests/e2e/**', slow],
          ...limits,
        },
      },
      { test: { name: 'slow', include: [slow], ...limits } },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
})
