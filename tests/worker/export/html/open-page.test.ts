// A page from elsewhere is computed by the lab's own script or not at all.
import { describe, expect, it } from 'vitest'
import type { ReferenceNetwork } from '#shared/domain/reference/types'
import { parseExperiment } from '#shared/experiment/parse'
import { html } from '../../../../src/worker/export/html/html'
import { openPage } from '../../../../src/worker/export/html/open-page'
import { packNetwork } from '../../../../src/worker/export/html/pack-network'
import { dataBlock, renderPage } from '../../../../src/worker/export/html/render-page'
import { seededRandom } from '../../../../src/worker/text/random'
import type { LoadedRun } from '../../../../src/worker/inference/load-run'

const numbers = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, at) => Math.fround(Math.sin(at + 1) / 2))

/** Three words, an LSTM of two units, two outputs. */
const network: ReferenceNetwork = {
  layers: [
    { type: 'Embedding', name: 'embedding', width: 2, embeddings: new Float32Array(numbers(6)) },
    {
      ...{ type: 'Recurrent', name: 'lstm', returnSequences: true, goBackwards: false },
      weights: {
        ...{
          cell: 'LSTM',
          inputs: 2,
          units: 2,
          activation: 'tanh',
          recurrentActivation: 'sigmoid',
        },
        ...{ kernel: numbers(16), recurrentKernel: numbers(16), bias: numbers(8) },
      },
    },
    {
      ...{ type: 'Dense', name: 'dense' },
      weights: { inputs: 2, units: 2, kernel: numbers(4), bias: null, activation: 'softmax' },
    },
  ],
}
const packed = packNetwork({ kind: 'network', network }, false)
const base64 = (weights: Float32Array): string =>
  Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength).toString('base64')
const weights = base64(packed.weights)

type Description = typeof packed.description

/** A page as the lab writes it, around a network that may be crafted. */
function pageOf(change: (network: Description) => unknown = (same) => same, numbersOfIt = weights) {
  const crafted = change(structuredClone(packed.description))
  const data = dataBlock({ format: 'unroll-page/1', name: 'Tiny', network: crafted })
  return renderPage({ name: 'Tiny', data, weights: numbersOfIt })
}

const open = (page: string | null) =>
  openPage(new Map(page === null ? [] : [['index.html', new TextEncoder().encode(page)]]))

async function opened(page = pageOf()) {
  const model = await open(page)
  if (!model.ok) throw new Error(model.message)
  return model.value
}

it('computes a page of the lab', async () => {
  const model = await opened()
  expect(model.program).toBe("the page's own script")
  const [row, ...others] = await model.compute({ ids: [2, 1, 0] }, [2])
  expect(others).toEqual([])
  expect(row[0] + row[1]).toBeCloseTo(1, 6)
})

describe('what is not a page of this version', () => {
  it.each([
    ['no page', null, 'index.html is missing'],
    ['an empty file', '', 'it lacks the model'],
    ['half of it', pageOf().slice(0, 9000), 'it lacks the model'],
    ['other data', pageOf().replace('unroll-page/1', 'unroll-page/9'), 'format'],
    ['data that are no JSON', pageOf().replace('{"format"', '{format'), 'its data'],
    [
      'another script',
      pageOf().replace("'use strict'", 'globalThis.owned = true'),
      'Nothing in it was run',
    ],
    [
      'a script more',
      pageOf().replace('</body>', '<script>owned</script></body>'),
      'Nothing in it was run',
    ],
    [
      'another policy',
      pageOf().replace("default-src 'none'", "default-src 'self'"),
      'Nothing in it was run',
    ],
    ['another title', pageOf().replace('<title>Tiny', '<title>Huge'), 'Nothing in it was run'],
    ['something after it', `${pageOf()}<img src=x>`, 'Nothing in it was run'],
    ['weights that are no base64', pageOf(undefined, 'n o t !'), 'not base64'],
    ['weights that are cut', pageOf(undefined, weights.slice(0, 256)), 'its weights end at'],
    ['a number that is cut', pageOf(undefined, `${weights}AA==`), 'not base64'],
  ])('is refused: %s', async (_name, page, message) => {
    const result = await open(page)
    expect(result).toMatchObject({ ok: false, code: 'run-unreadable' })
    if (!result.ok) expect(result.message).toContain(message)
    expect('owned' in globalThis).toBe(false)
  })
})

describe('a network that is crafted', () => {
  type Layer = Record<string, unknown> & { weights: Record<string, unknown> }
  const layer = (at: number, change: (layer: Layer) => void) => (description: Description) => {
    if (description.kind === 'network') change(description.layers[at] as unknown as Layer) // to be broken
    return description
  }
  it.each([
    ['a billion units', layer(1, ({ weights: all }) => (all.units = 1e9)), 'units'],
    [
      'more units than weights',
      layer(1, ({ weights: all }) => (all.units = 90_000_000)),
      'lstm: its weights are not those',
    ],
    [
      'another cell',
      layer(1, ({ weights: all }) => (all.cell = 'GRU')),
      'lstm: its weights are not those',
    ],
    ['no cell', layer(1, ({ weights: all }) => (all.cell = 'constructor')), 'cell'],
    [
      'weights beyond the end',
      layer(2, ({ weights: all }) => (all.kernel = { at: 40, count: 50 })),
      'dense: its weights end at',
    ],
    [
      'weights before the start',
      layer(2, ({ weights: all }) => (all.kernel = { at: -4, count: 4 })),
      'network.layers.2',
    ],
    [
      'a bias that is too long',
      layer(2, ({ weights: all }) => (all.bias = { at: 0, count: 3 })),
      'dense: its weights are not those',
    ],
    ['half a row', layer(0, (all) => (all.width = 4)), 'a row of the table is cut'],
    ['an unknown layer', layer(2, (all) => (all.type = '__proto__')), 'network.layers.2'],
    ['a key too many', layer(2, (all) => (all.code = 'x')), 'network.layers.2'],
    ['no layers', () => ({ kind: 'network', layers: [] }), 'network.layers'],
    ['no network', () => null, 'network'],
  ])('is refused: %s', async (_name, change, message) => {
    const result = await open(pageOf(change))
    expect(result).toMatchObject({ ok: false, code: 'run-unreadable' })
    if (!result.ok) expect(result.message).toContain(message)
  })

  it('gets a sentence for an activation that there is not', async () => {
    const model = await opened(
      pageOf(layer(1, ({ weights: all }) => (all.activation = 'toString'))),
    )
    await expect(model.compute({ ids: [1] }, [0])).rejects.toThrow(
      'There is no activation toString',
    )
  })
})

describe('test vectors that are crafted', () => {
  it.each([
    ['a token beyond the table', { ids: [3] }, [0], 'The token id 3 is none of the 3'],
    ['a step beyond the text', { ids: [1, 2] }, [2], 'step 2 is asked for'],
    ['a pair', { source: [1], target: [1] }, [0], 'other inputs'],
  ])('get a sentence: %s', async (_name, inputs, steps, message) => {
    const model = await opened()
    await expect(model.compute(inputs, steps)).rejects.toThrow(message)
  })

  it('get a sentence: more tokens than memory', async () => {
    const huge = new Float32Array(400_000)
    const dense = {
      units: 200_000,
      activation: 'linear',
      kernel: { at: 0, count: 400_000 },
      bias: null,
    }
    const wide = pageOf(
      () => ({
        kind: 'network',
        layers: [
          { type: 'Embedding', name: 'embedding', width: 2, embeddings: { at: 0, count: 6 } },
          { type: 'Dense', name: 'dense', weights: dense },
        ],
      }),
      base64(huge),
    )
    const model = await opened(wide)
    await expect(model.compute({ ids: new Array<number>(1000).fill(1) }, [0])).rejects.toThrow(
      'more than the model can take here',
    )
  })
})

it('computes or refuses whatever page it is given, and never breaks', async () => {
  const random = seededRandom(7)
  const page = pageOf()
  const from = page.indexOf('id="data"')
  const to = page.indexOf("'use strict'")
  const outcomes = new Set<string>()
  for (let count = 0; count < 400; count++) {
    // A letter of the model becomes another one, or a stretch of it goes.
    const at = from + Math.floor(random() * (to - from))
    const letter = String.fromCharCode(32 + Math.floor(random() * 95))
    const gone = random() < 0.2 ? Math.floor(random() * 40) : 1
    const result = await open(page.slice(0, at) + letter + page.slice(at + gone))
    if (!result.ok) {
      expect(result.code).toBe('run-unreadable')
      expect(result.message).toMatch(/^index\.html is .*\.$/)
      outcomes.add('refused')
      continue
    }
    const computed = await result.value.compute({ ids: [2, 1, 0] }, [0, 2]).catch(String)
    outcomes.add(typeof computed === 'string' ? 'said why not' : 'computed')
  }
  expect(outcomes).toContain('refused')
  expect(outcomes).toContain('computed')
})

describe('packNetwork', () => {
  it('keeps the weights of a tied output once', () => {
    const [embedding, recurrent, dense] = network.layers
    if (dense.type !== 'Dense') throw new Error(dense.type)
    const tied = {
      ...dense,
      weights: { ...dense.weights, units: 3, kernel: numbers(6), bias: numbers(3) },
    }
    const { description, weights: all } = packNetwork(
      { kind: 'network', network: { layers: [embedding, recurrent, tied] } },
      true,
    )
    expect(all).toHaveLength(6 + 16 + 16 + 8 + 3)
    expect(description).toMatchObject({
      layers: [
        { embeddings: { at: 0, count: 6 } },
        {},
        { weights: { kernel: { at: 0, count: 6 } } },
      ],
    })
  })
})

it('refuses a model that no page holds, and names its largest layer', () => {
  const parsed = parseExperiment({
    ...{ task: 'classification', data: { path: '/data.csv' } },
    text: { vocabularySize: 900_000 },
    model: {
      layers: [
        { type: 'Embedding', units: 40 },
        { type: 'LSTM', units: 8 },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
  })
  if (!parsed.ok) throw new Error(parsed.message)
  const refused = html.findRefusal({ experiment: parsed.value } as LoadedRun) // nothing else is looked at
  expect(refused).toMatchObject({ ok: false, code: 'model-refused' })
  expect(refused?.message).toContain('embedding (Embedding)')
})
