// Lint rules: the recommended sets, and per folder what a runtime may import (see docs/architecture.md).
import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

const forbid = (files, patterns, message) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: patterns.map((regex) => ({ regex, message })) }],
  },
})

const layer = (name, ...forbidden) =>
  forbid(
    [`src/${name}/**/*.{ts,svelte}`],
    forbidden,
    `src/${name} may not import this: see docs/architecture.md.`,
  )

const others = (...names) => `/(${names.join('|')})/`

export default ts.config(
  { ignores: ['out/', 'node_modules/', 'test-results/', 'coverage/', '.cache/'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.node } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/renderer/**/*.{ts,svelte,svelte.ts}'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
    rules: { 'no-undef': 'off' },
  },
  { files: ['**/*.ts'], rules: { 'no-undef': 'off' } },
  layer(
    'shared',
    '^node:',
    '^electron$',
    '^@tensorflow/',
    '^svelte',
    others('worker', 'engine', 'main', 'renderer', 'cli'),
  ),
  layer('worker', '^electron$', '^svelte', others('engine', 'main', 'renderer', 'cli')),
  layer(
    'engine',
    '^electron$',
    '^svelte',
    '^@tensorflow/',
    others('worker', 'main', 'renderer', 'cli'),
  ),
  layer('main', '^svelte', '^@tensorflow/', others('worker', 'engine', 'renderer', 'cli')),
  layer(
    'preload',
    '^svelte',
    '^@tensorflow/',
    others('worker', 'engine', 'main', 'renderer', 'cli'),
  ),
  layer(
    'renderer',
    '^node:',
    '^electron$',
    '^@tensorflow/',
    others('worker', 'engine', 'main', 'cli'),
  ),
  layer('cli', '^electron$', '^svelte', '^@tensorflow/', others('worker', 'main', 'renderer')),
)
