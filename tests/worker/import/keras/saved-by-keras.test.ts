// Files that real Keras saved are read, and compute with tfjs what Keras computed.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Tensor } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startBackend, tf } from '../../../../src/worker/backend'
import { readKerasModel } from '../../../../src/worker/import/keras/read-keras-model'
import { restoreStockModel } from '../../../../src/worker/inference/model-file'

const fixtures = join(import.meta.dirname, 'fixtures')
const python = process.env['UNROLL_TEST_PYTHON']
const expectedSchema = z.array(
  z.object({
    file: z.string(),
    inputs: z.array(z.array(z.int())),
    outputs: z.union([z.array(z.number()), z.array(z.array(z.number()))]),
  }),
)

beforeAll(startBackend)

/** How far what tfjs computes from a file is from what Keras gave. */
async function differences(folder: string): Promise<{ file: string; difference: number }[]> {
  const json: unknown = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8'))
  const all = expectedSchema.parse(json)
  return Promise.all(
    all.map(async ({ file, inputs, outputs }) => {
      const stored = await readKerasModel(await readFile(join(folder, file)), file)
      if (!stored.ok) throw new Error(stored.message)
      const model = await restoreStockModel(stored.value, file)
      if (!model.ok) throw new Error(model.message)
      const output = tf.tidy(() => {
        const tensors = inputs.map((ids) => tf.tensor2d([ids], [1, ids.length], 'int32'))
        return model.value.predict(tensors) as Tensor // one output
      })
      const computed = [...output.dataSync()]
      output.dispose()
      model.value.dispose()
      const expected = outputs.flat()
      expect(computed).toHaveLength(expected.length)
      const difference = Math.max(
        ...computed.map((value, index) => Math.abs(value - expected[index])),
      )
      return { file, difference }
    }),
  )
}

describe('models that Keras saved', () => {
  it('compute what Keras computed', async () => {
    const found = await differences(fixtures)
    expect(found.map(({ file }) => file)).toEqual([
      'sequential.keras',
      'sequential.h5',
      'functional.keras',
      'functional.h5',
      'encoder-decoder.h5',
    ])
    for (const { difference } of found) expect(difference).toBeLessThan(1e-6)
  })

  it('are a chain of layers where they are one, also as a Functional', async () => {
    const bytes = await readFile(join(fixtures, 'functional.keras'))
    const stored = await readKerasModel(bytes, 'functional.keras')
    if (!stored.ok) throw new Error(stored.message)
    expect(stored.value.topology).toMatchObject({
      class_name: 'Sequential',
      config: {
        layers: [
          { class_name: 'Embedding', config: { batch_input_shape: [null, 5] } },
          {
            class_name: 'GRU',
            config: { go_backwards: true, use_bias: false, reset_after: false },
          },
          { class_name: 'Dense', config: { activation: 'softmax' } },
        ],
      },
    })
    expect(stored.value.weightSpecs.map(({ name }) => name.replace(/^.*?\//, ''))).toEqual([
      ...['embeddings', 'kernel', 'recurrent_kernel', 'kernel', 'bias'],
    ])
  })

  it.skipIf(!python)(
    'real Keras, with UNROLL_TEST_PYTHON: larger ones, compiled, compute what Keras computed',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'unroll-keras-saved-'))
      try {
        await promisify(execFile)(python ?? '', [join(fixtures, 'make_fixtures.py'), folder])
        const found = await differences(folder)
        expect(found).toHaveLength(11)
        for (const { difference } of found) expect(difference).toBeLessThan(1e-6)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    120_000,
  )
})
