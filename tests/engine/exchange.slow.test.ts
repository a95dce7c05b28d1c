// Out of a lab and into another with the built trainer: as a zipped run and as a model of TensorFlow.js or Keras, and trained on from there.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ExportFormat } from '#shared/domain/export'
import type { ImportOptions } from '#shared/domain/import'
import type { Prediction } from '#shared/domain/prediction'
import { parseExperiment } from '#shared/experiment/parse'
import { caseOf } from '../worker/export/runs'
import { openLab, temporaryFolder, unwrap, type TestLab } from './sample'

const trainerPath = resolve(import.meta.dirname, '../../out/main/trainer.js')
const options: ImportOptions = { requestId: 'import', name: null, vocabulary: null, labels: null }
const texts = ['one two three', 'four five', 'six']

/** All numbers of predictions, in their order. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(numbersIn)
}

async function predicted({ lab }: TestLab, run: string): Promise<readonly Prediction[]> {
  return unwrap(await lab.api.predict(run, texts))
}

/** Trains, and waits for the end. */
async function train({ lab, event }: TestLab, experiment: unknown): Promise<string> {
  const { runId } = unwrap(await lab.api.train(experiment, { out: null }))
  await event('run-ended', ({ record }) => record.id === runId)
  return runId
}

/** Each task's model in one format; every format of every task is held against the lab in worker/export and worker/import. */
const carried = [
  ['classification', 'keras'],
  ['seq2seq', 'tfjs'],
] as const

describe.each(carried)('%s as %s', (task, format) => {
  it('is the same in the other lab, and learns on there', async () => {
    const tried = caseOf(task, 'GRU')
    if (!tried) throw new Error('There is no such case.')
    const { content, file, ...parts } = tried
    const folder = temporaryFolder()
    const path = join(folder, file)
    writeFileSync(path, content)
    const experiment = unwrap(
      parseExperiment({
        ...{ ...parts, name: 'Tried', data: { path } },
        training: {
          ...{ epochs: 2, batchSize: 8, sample: { length: 5 }, recorder: null },
          ...{ bestMetric: 'valLoss', optimizer: { type: 'adam', learningRate: 0.03 } },
        },
      }),
    )
    const here = openLab({ trainerPath })
    const runId = await train(here, experiment)
    const own = await predicted(here, runId)
    const detail = unwrap(await here.lab.api.run(runId))
    const keptLoss = Math.min(...detail.epochs.map(({ valLoss }) => valLoss))

    const there = openLab({ trainerPath })
    const bring = async (format: ExportFormat): Promise<string> => {
      const out = join(folder, format)
      const request = { requestId: 'export', format, out }
      const { parity } = unwrap(await here.lab.api.exportRun(runId, request))
      expect(parity.largestDifference).toBeLessThanOrEqual(parity.limit)
      const verified = unwrap(await there.lab.api.verifyExport(out, 'verify'))
      expect(verified).toMatchObject({ format, isWithin: true })
      return unwrap(await there.lab.api.importRun(out, options)).runId
    }

    const zipped = await bring('unroll')
    expect(zipped).toBe(runId)
    expect(await predicted(there, zipped)).toEqual(own)

    const imported = await bring(format)
    const [ours, theirs] = [own, await predicted(there, imported)].map(numbersIn)
    expect(theirs).toHaveLength(ours.length)
    for (const [index, number] of theirs.entries())
      expect(Math.abs(number - ours[index])).toBeLessThan(1e-5 * Math.max(1, Math.abs(number)))
    const taken = unwrap(await there.lab.api.run(imported))
    expect(taken).toMatchObject({
      ...{ record: { state: 'done', epochs: 0, task }, hasModel: true, canResume: false },
    })

    const next = await train(there, {
      ...{ ...taken.experiment, data: experiment.data },
      training: {
        ...experiment.training,
        ...{ epochs: 1, startFrom: imported, optimizer: { type: 'sgd', learningRate: 1e-20 } },
      },
    })
    const [epoch] = unwrap(await there.lab.api.run(next)).epochs
    expect(Math.abs(epoch.valLoss - keptLoss)).toBeLessThan(1e-5)
    const left = readdirSync(join(there.home, 'runs')).filter((name) => name.startsWith('.'))
    expect(left).toEqual([])
  })
})

it('leaves nothing of a model that is refused', async () => {
  const lab = openLab({ trainerPath })
  const file = join(temporaryFolder(), 'model.json')
  writeFileSync(file, '{"format":"layers-model","modelTopology":{}}')
  const refused = await lab.lab.api.importRun(file, options)
  expect(refused.ok).toBe(false)
  expect(refused.ok ? '' : refused.message).toContain('model.json')
  const runs = join(lab.home, 'runs')
  expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([])
  expect(readFileSync(file, 'utf8')).toContain('layers-model')
})
