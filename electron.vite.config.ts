// Builds the four runtimes: Node entries (window host, engine, trainer, command line), preload and page.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

const source = (path: string): string => resolve(import.meta.dirname, 'src', path)

export default defineConfig({
  main: {
    build: {
      target: 'node20',
      rollupOptions: {
        input: {
          index: source('main/index.ts'),
          engine: source('engine/index.ts'),
          trainer: source('worker/index.ts'),
          cli: source('cli/index.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      target: 'node20',
      rollupOptions: {
        input: { index: source('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    build: {
      target: 'chrome130',
      // Small fonts would become data: URLs, which the page's Content-Security-Policy refuses.
      assetsInlineLimit: 0,
      rollupOptions: { input: source('renderer/index.html') },
    },
    plugins: [svelte()],
  },
})
