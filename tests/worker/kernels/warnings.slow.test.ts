// What TensorFlow prints about odd sizes never reaches the person's terminal.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('prints no warning about odd batches, inputs and units', () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'odd-sizes.mjs')],
    // Level 0 shows everything, as where nobody has set it.
    { encoding: 'utf8', env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' } },
  )
  expect(stdout.trim()).toBe('done')
  // TensorFlow's lines say their severity after the time: I, W, E or F.
  expect(stderr).toMatch(/^\S+ \S+ I tensorflow/m)
  expect(stderr).not.toMatch(/^\S+ \S+ W /m)
  expect(stderr).not.toMatch(/odd|inefficient/i)
})
