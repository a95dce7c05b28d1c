// The bundled sample: the same bytes everywhere, natural sizes, and not to be solved by words alone.
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { computeBaselines } from '../../../src/worker/baselines/baselines'
import { loadDataset } from '../../../src/worker/text/load-dataset'
import { dataOptions, quiet, textOptions } from '../text/data-files'

const root = path.resolve(import.meta.dirname, '../../..')
const sample = path.join(root, 'resources/sample-reviews.csv')

it('is made alike every time, and is harder for a bag of words than for a reader', async () => {
  execFileSync(process.execPath, [path.join(root, 'scripts/make-sample.mjs')])
  expect(createHash('sha256').update(readFileSync(sample)).digest('hex')).toMatchInlineSnapshot(
    `"7bc8fdfdeb03c42595590b5fa65fce9ab37aba411ad49b6eb455f695875cda55"`,
  )
  const loaded = await loadDataset(dataOptions(sample), textOptions(), 7, quiet)
  if (!loaded.ok) throw new Error(loaded.message)
  const { report } = loaded.value
  expect(report).toMatchObject({ rows: 3000, duplicateRows: 0, skipped: { count: 0 } })
  expect(report.classes.map((one) => one.label)).toEqual(['negative', 'positive'])
  expect(report.length.minimum).toBeGreaterThanOrEqual(5)
  expect(report.length.maximum).toBeLessThanOrEqual(31)
  const [, linear] = await computeBaselines(loaded.value, quiet)
  expect(linear.accuracy).toBeGreaterThan(0.7)
  expect(linear.accuracy).toBeLessThan(0.85)
})
