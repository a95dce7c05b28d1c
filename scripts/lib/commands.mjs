// The programs that check the sources, as commands to run.
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { root } from './paths.mjs'

const tool = (...parts) => path.join(root, 'node_modules', ...parts)

/** Vitest would leave a core free, which of two is half of them. */
export const unitWorkers = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`

/** Files whose content has not changed since they were found fine are passed over. */
const cached = (name) => [
  ...['--cache', '--cache-strategy', 'content'],
  ...['--cache-location', tool('.cache', 'unroll', name)],
]

/** Each is a list of commands, run one after the other under Node. */
export const commands = {
  format: [
    [
      tool('prettier', 'bin', 'prettier.cjs'),
      ...['--check', '--log-level', 'warn', ...cached('prettier'), '.'],
    ],
  ],
  lint: [[tool('eslint', 'bin', 'eslint.js'), '.', '--max-warnings', '0', ...cached('eslint')]],
  types: [
    [tool('typescript', 'bin', 'tsc'), '-b'],
    [
      tool('svelte-check', 'bin', 'svelte-check'),
      '--tsconfig',
      './tsconfig.renderer.json',
      '--fail-on-warnings',
    ],
  ],
  // The project `slow` is left to `npm test`.
  tests: [
    [tool('vitest', 'vitest.mjs'), 'run', '--project', 'unit', unitWorkers, '--reporter=dot'],
  ],
}
