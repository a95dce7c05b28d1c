// The data of the examples: the same bytes every time, and not to be solved by words alone.
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { parseExperiment } from '#shared/experiment/parse'
import { quiet } from '../../text/data-files'
import { loadTaskData } from './task-data'

const root = path.resolve(import.meta.dirname, '../../../..')
const examples = path.join(root, 'examples')

function hashOf(name: string): string {
  const bytes = readFileSync(path.join(examples, 'data', name))
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

it('are made alike every time', () => {
  const before = ['rooms.csv', 'rents.csv'].map(hashOf)
  execFileSync(process.execPath, [path.join(root, 'scripts/make-example-data.mjs')])
  expect(['rooms.csv', 'rents.csv'].map(hashOf)).toEqual(before)
})

it.each([
  ['17-several-labels.json', 'valMicroF1', [0.3, 0.7]],
  ['18-number.json', 'valMeanAbsoluteError', [30, 60]],
] as const)('leave something to learn beyond words: %s', async (name, metric, [least, most]) => {
  const json = JSON.parse(readFileSync(path.join(examples, name), 'utf8')) as {
    data: { path: string }
  } // the lab's own example
  json.data.path = path.join(examples, json.data.path)
  const parsed = parseExperiment(json)
  if (!parsed.ok) throw new Error(parsed.message)
  const data = await loadTaskData(parsed.value)
  expect(data.findProblem(parsed.value)).toBeUndefined()
  expect(data.report).toMatchObject({ rows: 600, skipped: { count: 0 } })
  const [, linear] = await data.baselines(quiet)
  expect(linear.extras?.[metric]).toBeGreaterThan(least)
  expect(linear.extras?.[metric]).toBeLessThan(most)
  data.close()
})
