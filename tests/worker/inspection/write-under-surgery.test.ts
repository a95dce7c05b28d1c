// Writing under surgery: nothing changed writes what the model writes; a surgery changes it, and the model stays as it is.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  generationRequestSchema,
  type GeneratedToken,
  type Generation,
} from '#shared/domain/generation'
import type { Surgery } from '#shared/domain/inside/surgery'
import { startBackend, tf } from '../../../src/worker/backend'
import { generateText } from '../../../src/worker/generation/generate'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { writeUnderSurgery } from '../../../src/worker/inspection/write-under-surgery'
import { biasEnd, untrainedRun } from '../generation/small-language-model'
import { classifier } from './inspected-runs'

let run: LoadedRun
const control = { isStopped: () => false }

beforeAll(async () => {
  await startBackend()
  const layers = [
    { type: 'LSTM', units: 12, returnSequences: true },
    { type: 'GRU', units: 12, returnSequences: true },
  ] as const
  run = untrainedRun({ layers })
  biasEnd(run, -50)
})
afterAll(() => run.model.dispose())

function requestOf(options: object) {
  return generationRequestSchema.parse({ requestId: 'w', prompt: 'To be', length: 60, ...options })
}

async function written(options: object, surgery: Surgery): Promise<Generation> {
  const found = await writeUnderSurgery(run, requestOf(options), surgery, control, () => {})
  if (!found.ok) throw new Error(found.message)
  return found.value
}

const forget: Surgery = [
  { type: 'clamp-gate', layer: 'lstm', direction: null, gate: 'forget', units: null, value: 0 },
]

describe('writing', () => {
  it.each([{ seed: 1 }, { seed: 9, temperature: 0.5 }, { temperature: 0 }, { topK: 5, seed: 3 }])(
    'without a change is the very text that the model writes: %j',
    async (sampling) => {
      for (const prompt of ['To be', '']) {
        const told: GeneratedToken[] = []
        const own = await generateText(run, requestOf({ prompt, sampling }), control, () => {})
        const before = tf.memory().numTensors
        const found = await writeUnderSurgery(
          run,
          requestOf({ prompt, sampling }),
          [],
          control,
          (tokens) => told.push(...tokens),
        )
        if (!own.ok || !found.ok) throw new Error('both write')
        expect(found.value.text).toBe(own.value.text)
        expect(told).toEqual(found.value.tokens)
        expect(tf.memory().numTensors).toBe(before)
      }
    },
  )

  it('goes on from what is kept as the whole text did', async () => {
    const whole = await written({}, forget)
    const continuation = whole.tokens.slice(0, 20).map(({ id }) => id)
    expect((await written({ continuation, length: 40 }, forget)).text).toBe(whole.text)
  })

  it('under surgery has other probabilities, and the model stays as it is', async () => {
    const probabilities = async (surgery: Surgery) =>
      (await written({}, surgery)).tokens.map(({ probability }) => probability)
    const own = await probabilities([])
    expect(await probabilities(forget)).not.toEqual(own)
    const unit = { type: 'scale-unit', layer: 'gru', direction: null, unit: 3, factor: 9 } as const
    expect(await probabilities([unit])).not.toEqual(own)
    expect(await probabilities([{ type: 'silence-token', token: 0 }])).not.toEqual(own)
    expect(await probabilities([])).toEqual(own)
  })

  it('ends when it is stopped, and refuses what the model does not have', async () => {
    let asked = 0
    const stopped = await writeUnderSurgery(
      run,
      requestOf({ length: 100_000 }),
      forget,
      { isStopped: () => ++asked > 20 },
      () => {},
    )
    expect(stopped).toMatchObject({ ok: true, value: { endedBy: 'stopped' } })
    const silenced = await writeUnderSurgery(
      run,
      requestOf({}),
      [{ type: 'silence-token', token: 5 }],
      control,
      () => {},
    )
    expect(silenced).toMatchObject({
      ok: false,
      message: expect.stringContaining('There is no token 5 to silence'),
    })
    const other = classifier([{ type: 'LSTM', units: 2 }])
    const refused = await writeUnderSurgery(other, requestOf({}), [], control, () => {})
    expect(refused).toMatchObject({
      ok: false,
      message: expect.stringContaining('only a language model writes text'),
    })
    other.model.dispose()
  })
})
