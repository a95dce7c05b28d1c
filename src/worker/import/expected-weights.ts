// Whether a file's weights are those of its layers, before anything is allocated for them.
import { attentionNames } from '#shared/domain/attention-rows'
import { isRecurrent, partsOf, summarizeModel } from '#shared/domain/model-summary'
import { formatCount } from '#shared/domain/format'
import type { LayerSpec } from '#shared/experiment/layers'
import type { Attention } from '#shared/experiment/model'
import type { Experiment } from '#shared/experiment/schema'
import { targetTextOf, textSchema, vocabularySizeOf } from '#shared/experiment/text'
import { failure, type Failure } from '#shared/protocol/result'
import type { StoredModel } from '../inference/model-file'
import { importLimits, unreadable } from './limits'
import type { ChainLayer } from './topology/follow-chain'
import { idsOf, type ReadNetwork } from './topology/read-network'

/** As far as shapes go, a part of an experiment. */
type Sized = Pick<Experiment, 'task' | 'model' | 'text'>

/** Null when the numbers of each layer are all there and no others. */
export function findWrongWeights(
  { weightSpecs, weights }: Pick<StoredModel, 'weightSpecs' | 'weights'>,
  network: ReadNetwork,
  file: string,
): Failure | null {
  const experiment = sizedOf(network)
  const summary = summarizeModel(experiment)
  const [problem] = summary.problems
  if (problem) return failure('model-refused', `${file} cannot be imported: ${problem.message}`)
  if (summary.total > importLimits.parameters)
    return failure(
      'model-refused',
      `${file} cannot be imported: it has ${formatCount(summary.total)} parameters, and the lab takes ${formatCount(importLimits.parameters)} at most.`,
    )
  if (weightSpecs.length > importLimits.weights)
    return unreadable(file, 'it names too many weights')
  const names = new Set(weightSpecs.map(({ name }) => name))
  if (names.size < weightSpecs.length) return unreadable(file, 'it names a weight twice')
  const stored = sum(weightSpecs.map(({ shape }) => product(shape)))
  if (stored * 4 !== weights.byteLength)
    return unreadable(
      file,
      `its weights have ${formatCount(weights.byteLength)} bytes where ${formatCount(stored * 4)} are described`,
    )
  if (stored !== summary.total)
    return unreadable(
      file,
      `it has ${formatCount(stored)} weights where its layers need ${formatCount(summary.total)}`,
    )
  return findWrongShape(weightSpecs, experiment, file)
}

/** The file's layers under the file's names, with the file's ids. */
function sizedOf(network: ReadNetwork): Sized {
  const named = (layers: readonly ChainLayer[]): LayerSpec[] =>
    layers.map(({ spec, source }) => ({ ...spec, name: source }))
  const [vocabularySize, targetSize] = idsOf(network)
  if (network.kind === 'chain') {
    const { layers, inputLength } = network
    return {
      task: 'classification',
      text: { ...plainText, vocabularySize, sequenceLength: inputLength },
      model: { ...plainModel, inputLength: 'sequence', layers: named(layers) },
    }
  }
  const decoder = { layers: named(network.decoder), attention: network.attention }
  return {
    task: 'seq2seq',
    text: { ...plainText, vocabularySize, target: { vocabularySize: targetSize } },
    model: { ...plainModel, layers: named(network.encoder), decoder },
  }
}

const plainText = textSchema.parse({})
const plainModel = { inputLength: 'any', decoder: null, tieEmbeddings: false } as const

/** Each layer's shapes have to be among those stored, and none may be left. */
function findWrongShape(
  specs: StoredModel['weightSpecs'],
  experiment: Sized,
  file: string,
): Failure | null {
  const left = new Map<string, number>()
  for (const { shape } of specs) left.set(String(shape), (left.get(String(shape)) ?? 0) + 1)
  for (const { name, shapes } of expectedShapes(experiment))
    for (const shape of shapes) {
      const count = left.get(String(shape)) ?? 0
      if (count === 0)
        return unreadable(file, `layer "${name}" needs a weight of the shape [${shape.join(', ')}]`)
      left.set(String(shape), count - 1)
    }
  return null
}

interface LayerShapes {
  readonly name: string
  readonly shapes: readonly (readonly number[])[]
}

function expectedShapes(experiment: Sized): LayerShapes[] {
  const { model, text } = experiment
  const rows = summarizeModel(experiment).layers
  const widthOf = (name: string): number =>
    rows.find((row) => row.name === name)?.outputShape.at(-1) ?? 0
  return partsOf(model).flatMap(({ layers, names, part }) => {
    const ids = vocabularySizeOf(part === 'decoder' ? targetTextOf(text) : text)
    let input = 0
    const own = layers.map((spec, index) => {
      const shapes = shapesOf(spec, input, ids)
      input = widthOf(names[index])
      return { name: names[index], shapes }
    })
    if (part !== 'decoder' || !model.decoder || model.decoder.attention === 'none') return own
    const decoder = widthOf(names[layers.findLastIndex(isRecurrent)])
    const [encoderPart] = partsOf(model)
    const encoder = widthOf(encoderPart.names[encoderPart.names.length - 1])
    const source = vocabularySizeOf(text)
    return [...own, ...attentionShapes(model.decoder.attention, { decoder, encoder, source })]
  })
}

const gates = { SimpleRNN: 1, GRU: 3, LSTM: 4 } as const

/** @param inputs width of what comes in */
function shapesOf(spec: LayerSpec, inputs: number, ids: number): number[][] {
  switch (spec.type) {
    case 'Embedding':
      return [[ids, spec.units]]
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU': {
      const columns = gates[spec.type] * spec.units
      return [[inputs, columns], [spec.units, columns], ...(spec.useBias ? [[columns]] : [])]
    }
    case 'Bidirectional': {
      const one = shapesOf(spec.layer, inputs, ids)
      return [...one, ...one]
    }
    case 'TimeDistributed':
      return shapesOf(spec.layer, inputs, ids)
    case 'Dense':
      return [[inputs, spec.units], ...(spec.useBias ? [[spec.units]] : [])]
    case 'LayerNormalization':
      return [spec.scale, spec.center].filter(Boolean).map(() => [inputs])
    default:
      return []
  }
}

interface AttentionSizes {
  readonly decoder: number
  readonly encoder: number
  /** Ids of the source. */
  readonly source: number
}

function attentionShapes(
  attention: Exclude<Attention, 'none'>,
  { decoder, encoder, source }: AttentionSizes,
): LayerShapes[] {
  const { mask, query, key, scores, combine } = attentionNames
  const isLuong = attention === 'luong'
  return [
    { name: mask, shapes: [[source, 1]] },
    { name: query, shapes: [[decoder, isLuong ? encoder : decoder]] },
    { name: key, shapes: isLuong ? [] : [[encoder, decoder]] },
    { name: scores, shapes: isLuong ? [] : [[decoder, 1]] },
    { name: combine, shapes: [[encoder + decoder, decoder]] },
  ]
}

function product(shape: readonly number[]): number {
  return shape.reduce((sizes, size) => sizes * size, 1)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
