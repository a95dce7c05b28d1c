// Weights in PyTorch's names and layout, from Keras's and back.
//
// PyTorch keeps kernels turned round ([units, inputs]) and the gates of an LSTM in the same order as Keras: i, f, g (Keras's c), o.
import { attentionNames } from '#shared/domain/attention-rows'
import { partsOf } from '#shared/domain/model-summary'
import type { Experiment } from '#shared/experiment/schema'
import type { StoredTensor } from '../../safetensors'
import { turned, type NumbersByName } from '../safetensors/network-weights'
import { weightName, weightPlaces, type WeightPlace } from '../safetensors/weight-places'
import { torchModuleOf } from './describe-network'

type Model = Pick<Experiment, 'task' | 'model' | 'text'>

/** A tensor of model.safetensors. */
export interface TorchTensor {
  readonly name: string
  readonly shape: readonly number[]
  /** The weight that it holds; null: PyTorch's second bias, which is 0. */
  readonly place: WeightPlace | null
  readonly isTurned: boolean
}

/** All tensors that model.py expects, in the order of the layers. */
export function torchTensors(experiment: Model): readonly TorchTensor[] {
  const prefixOf = prefixes(experiment)
  return weightPlaces(experiment).flatMap((place) => {
    const { kind, shape, spec } = place
    const prefix = prefixOf(place)
    const isTurned = kind === 'kernel' || kind === 'recurrent_kernel'
    const name = `${prefix}.${leafOf(place)}`
    const tensor = { name, shape: isTurned ? shape.toReversed() : shape, place, isTurned }
    const isOwn = spec && isRecurrentSpec(spec) && torchModuleOf(spec) !== 'cells'
    if (kind !== 'bias' || !isOwn) return [tensor]
    return [tensor, { name: `${prefix}.rnn.bias_hh_l0`, shape, place: null, isTurned: false }]
  })
}

/** The file's tensors from numbers in Keras's layout. */
export function toTorch(experiment: Model, numbers: NumbersByName): Map<string, StoredTensor> {
  return new Map(
    torchTensors(experiment).map(({ name, shape, place, isTurned }) => {
      if (!place) return [name, { shape, values: new Float32Array(shape[0]) }]
      const values = numbers.get(weightName(place))
      if (!values) throw new Error(`the model has no ${weightName(place)}`)
      const [rows, columns] = place.shape
      const own = isTurned ? turned(values, rows, columns) : Float32Array.from(values)
      return [name, { shape, values: own }]
    }),
  )
}

/** Numbers in Keras's layout from the file's tensors, which have the shapes of `torchTensors`. PyTorch adds its two biases. */
export function fromTorch(
  experiment: Model,
  tensors: ReadonlyMap<string, StoredTensor>,
): NumbersByName {
  const numbers = new Map<string, Float32Array>()
  let last: Float32Array | undefined
  for (const { name, shape, place, isTurned } of torchTensors(experiment)) {
    const values = Float32Array.from(tensors.get(name)?.values ?? [])
    if (place) {
      last = isTurned ? turned(values, shape[0], shape[1]) : values
      numbers.set(weightName(place), last)
    } else if (last) for (const [at, value] of values.entries()) last[at] += value
  }
  return numbers
}

type Spec = NonNullable<WeightPlace['spec']>

function isRecurrentSpec(spec: Spec): spec is Extract<Spec, { returnSequences: boolean }> {
  return 'returnSequences' in spec
}

function leafOf({ kind, spec }: WeightPlace): string {
  if (spec && isRecurrentSpec(spec)) {
    const [suffix, bias] = torchModuleOf(spec) === 'cells' ? ['', 'bias'] : ['_l0', 'bias_ih_l0']
    if (kind === 'bias') return `rnn.${bias}`
    return `rnn.weight_${kind === 'kernel' ? 'ih' : 'hh'}${suffix}`
  }
  return kind === 'bias' || kind === 'beta' ? 'bias' : 'weight'
}

const attentionParts = new Map<string, string>([
  [attentionNames.query, 'query'],
  [attentionNames.key, 'key'],
  [attentionNames.scores, 'scores'],
  [attentionNames.combine, 'combine'],
])

/** Where a weight's layer stands in model.py, e.g. `layers.1_lstm`. */
function prefixes({ model }: Model): (place: WeightPlace) => string {
  const byLayer = new Map(
    partsOf(model).flatMap(({ part, names }) =>
      names.map((name, place) => [name, `${part ?? 'layers'}.${place}_${name}`] as const),
    ),
  )
  return ({ layer, direction, spec }) => {
    if (!spec) return `attention.${attentionParts.get(layer) ?? layer}`
    const prefix = byLayer.get(layer) ?? layer
    return direction ? `${prefix}.${direction}_layer` : prefix
  }
}
