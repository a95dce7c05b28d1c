// Models that real Keras built and saved, which need a Python with Keras: UNROLL_TEST_PYTHON names it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBackend } from '../../../src/worker/backend'
import { importedFrom, largestDifference, outputsFor, refusalOf } from './importing'

const python = process.env.UNROLL_TEST_PYTHON
const script = join(import.meta.dirname, 'python', 'keras_models.py')
const folder = mkdtempSync(join(tmpdir(), 'unroll-real-keras-'))

const files = [
  ['simple-rnn', 'keras', 'classification'],
  ['simple-rnn', 'h5', 'classification'],
  ['lstm', 'keras', 'classification'],
  ['gru', 'keras', 'classification'],
  ['gru', 'h5', 'classification'],
  ['bidirectional', 'keras', 'classification'],
  ['bidirectional', 'h5', 'classification'],
  ['pooled', 'keras', 'classification'],
  ['averaged', 'keras', 'classification'],
  ['flat', 'keras', 'classification'],
  ['tagger', 'keras', 'tagging'],
  ['tagger', 'h5', 'tagging'],
  ['writer', 'keras', 'language-model'],
  ['writer', 'h5', 'language-model'],
] as const

interface Expected {
  readonly ids: readonly (readonly number[])[]
  readonly outputs: readonly unknown[]
}

describe.skipIf(!python)('models of real Keras (UNROLL_TEST_PYTHON)', () => {
  beforeAll(async () => {
    execFileSync(python ?? '', [script, folder], { stdio: 'ignore' })
    await startBackend()
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('a GRU as Keras makes it by default is refused, with all else that stands in the way', async () => {
    const message = await refusalOf(join(folder, 'default-gru.keras'))
    expect(message).toMatch(/^model-refused: default-gru\.keras cannot be imported: /)
    expect(message).toContain(
      '(GRU): its reset gate works after the matrix product (reset_after true)',
    )
    expect(message).toContain('(GRU): its activation is gelu')
  })

  it.each(['keras', 'h5'])(
    'a .%s with four obstacles is refused with each of them',
    async (kind) => {
      const message = await refusalOf(join(folder, `many-obstacles.${kind}`))
      expect(message).toContain('(Embedding): masks padding (mask_zero)')
      expect(message).toContain('(Conv1D): the lab has no Conv1D layer')
      expect(message).toContain('(GRU): its reset gate works after the matrix product')
      expect(message).toContain('(Dense): its activation is gelu')
      expect(message.split('; layer')).toHaveLength(4)
    },
  )

  it.each(['keras', 'h5'])('the loss of a .%s is kept', async (kind) => {
    const { model } = await importedFrom(join(folder, `bidirectional.${kind}`))
    expect(model.experiment.training.loss).toBe('meanAbsoluteError')
  })

  it.each(files)('%s.%s predicts what Keras predicts', async (name, kind, task) => {
    const { folder: run, model } = await importedFrom(join(folder, `${name}.${kind}`))
    expect(model).toMatchObject({ kind, experiment: { name, task } })
    const read = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as Expected // as the script writes it
    const outputs = await outputsFor(run, read.ids)
    const difference = largestDifference(outputs, read.outputs)
    expect(difference).toBeLessThanOrEqual(1e-5)
  })
})
