// Models that the Keras files cannot hold are refused before anything is written.
import { describe, expect, it } from 'vitest'
import { parseExperiment } from '#shared/experiment/parse'
import { keras } from '../../../../src/worker/export/keras/keras'
import type { LoadedRun } from '../../../../src/worker/inference/load-run'
import { caseOf } from '../runs'

function runWith(...shapes: number[][]): LoadedRun {
  const tried = caseOf('classification', 'LSTM')
  if (!tried) throw new Error('there is a classifier with an LSTM')
  const { task, text, model } = tried
  const parsed = parseExperiment({ task, text, model, data: { path: 'data.csv' } })
  if (!parsed.ok) throw new Error(parsed.message)
  const weights = shapes.map((shape, index) => ({ name: `dense_${index}/kernel`, shape }))
  return { experiment: parsed.value, model: { weights } } as unknown as LoadedRun // all that is asked of it
}

describe('the size of a model', () => {
  it.each([
    ['one weight of more than a gigabyte', [[300_000, 1000]], 'dense_0/kernel'],
    [
      'weights of more than two gigabytes',
      [
        [9, 9],
        [250_000, 1000],
        [240_000, 1000],
        [200_000, 1000],
      ],
      'dense_1/kernel',
    ],
  ])('%s is refused', (_what, shapes, name) => {
    const refused = keras.findRefusal(runWith(...shapes))
    expect(refused).toMatchObject({ ok: false, code: 'model-refused' })
    expect(refused?.message).toContain(name)
  })

  it('is no matter for an ordinary one', () => {
    expect(keras.findRefusal(runWith([200_000, 1000], [128]))).toBeNull()
  })
})
