// Which weights the model of an experiment has: their names and shapes in Keras's layout, from the experiment alone.
import { attentionNames } from '#shared/domain/attention-rows'
import { gatesOf } from '#shared/domain/inside/cells'
import { partsOf, summarizeModel } from '#shared/domain/model-summary'
import type { Shape } from '#shared/domain/layer-shapes'
import type { LayerSpec, RecurrentSpec } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import { targetTextOf, vocabularySizeOf } from '#shared/experiment/text'

export type WeightKind = 'embeddings' | 'kernel' | 'recurrent_kernel' | 'bias' | 'gamma' | 'beta'

/** The layers that have weights, without their wrappers. */
export type WeightedSpec =
  RecurrentSpec | Extract<LayerSpec, { type: 'Embedding' | 'Dense' | 'LayerNormalization' }>

/** One weight. */
export interface WeightPlace {
  /** As in the layer table. */
  readonly layer: string
  /** Of a Bidirectional. */
  readonly direction: 'forward' | 'backward' | null
  readonly kind: WeightKind
  /** In Keras's layout. */
  readonly shape: readonly number[]
  /** What it belongs to; null: a Dense of the attention. */
  readonly spec: WeightedSpec | null
}

/** A unique name for a weight, e.g. `lstm/recurrent_kernel` or `bidirectional/backward/kernel`. */
export function weightName({
  layer,
  direction,
  kind,
}: Omit<WeightPlace, 'shape' | 'spec'>): string {
  return [layer, ...(direction ? [direction] : []), kind].join('/')
}

type Model = Pick<Experiment, 'task' | 'model' | 'text'>

/**
 * All weights, in the order of the layers. The experiment must have passed `findModelProblems`. A tied output's kernel is none of
 * its own and is left out.
 */
export function weightPlaces(experiment: Model): readonly WeightPlace[] {
  const { model, text } = experiment
  const shapes = new Map(
    summarizeModel(experiment).layers.map(({ name, outputShape }) => [name, outputShape]),
  )
  const [first, decoder] = partsOf(model)
  const places = placesOfPart(first, shapes, vocabularySizeOf(text))
  if (!decoder)
    return model.tieEmbeddings ? places.filter((place) => !isTied(place, first.names)) : places
  const target = vocabularySizeOf(targetTextOf(text))
  const last = first.layers.length - 1
  const sizes = {
    encoder: widthOf(shapes, first.names[last]),
    decoder: widthOf(shapes, decoder.names[decoder.layers.findLastIndex(isRecurrentSpec)]),
  }
  return [
    ...places,
    ...placesOfPart(decoder, shapes, target),
    ...placesOfAttention(model.decoder?.attention ?? 'none', sizes),
  ]
}

type Shapes = ReadonlyMap<string, Shape>

function placesOfPart(
  { layers, names }: Pick<ReturnType<typeof partsOf>[number], 'layers' | 'names'>,
  shapes: Shapes,
  vocabulary: number,
): WeightPlace[] {
  return layers.flatMap((spec, index) => {
    const inputs = index === 0 ? vocabulary : widthOf(shapes, names[index - 1])
    return placesOfLayer(spec, names[index], inputs)
  })
}

function placesOfLayer(spec: LayerSpec, layer: string, inputs: number): WeightPlace[] {
  switch (spec.type) {
    case 'TimeDistributed':
      return placesOfLayer(spec.layer, layer, inputs)
    case 'Bidirectional':
      return (['forward', 'backward'] as const).flatMap((direction) =>
        placesOfLayer(spec.layer, layer, inputs).map((place) => ({ ...place, direction })),
      )
    case 'Embedding':
      return [{ layer, direction: null, kind: 'embeddings', shape: [inputs, spec.units], spec }]
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
    case 'Dense':
    case 'LayerNormalization':
      return shapesOf(spec, inputs).map(([kind, shape]) => ({
        ...{ layer, direction: null, kind, shape, spec },
      }))
    case 'Dropout':
    case 'SpatialDropout1D':
    case 'Flatten':
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D':
      return []
  }
}

function shapesOf(
  spec: Exclude<WeightedSpec, { type: 'Embedding' }>,
  inputs: number,
): (readonly [WeightKind, readonly number[]])[] {
  if (spec.type === 'LayerNormalization')
    return [
      ...(spec.scale ? [['gamma', [inputs]] as const] : []),
      ...(spec.center ? [['beta', [inputs]] as const] : []),
    ]
  const { units, useBias } = spec
  if (spec.type === 'Dense')
    return [['kernel', [inputs, units]], ...(useBias ? [['bias', [units]] as const] : [])]
  const columns = gatesOf[spec.type].length * units
  return [
    ['kernel', [inputs, columns]],
    ['recurrent_kernel', [units, columns]],
    ...(useBias ? [['bias', [columns]] as const] : []),
  ]
}

function placesOfAttention(
  attention: NonNullable<Experiment['model']['decoder']>['attention'],
  { encoder, decoder }: { readonly encoder: number; readonly decoder: number },
): WeightPlace[] {
  const kernel = (layer: string, shape: readonly number[]): WeightPlace => ({
    ...{ layer, direction: null, kind: 'kernel', shape, spec: null },
  })
  const { query, key, scores, combine } = attentionNames
  if (attention === 'none') return []
  const combined = kernel(combine, [encoder + decoder, decoder])
  if (attention === 'luong') return [kernel(query, [decoder, encoder]), combined]
  return [
    kernel(query, [decoder, decoder]),
    kernel(key, [encoder, decoder]),
    kernel(scores, [decoder, 1]),
    combined,
  ]
}

function isTied({ layer, kind }: WeightPlace, names: readonly string[]): boolean {
  return layer === names[names.length - 1] && kind === 'kernel'
}

function isRecurrentSpec({ type }: LayerSpec): boolean {
  return type === 'SimpleRNN' || type === 'LSTM' || type === 'GRU'
}

function widthOf(shapes: Shapes, name: string): number {
  return shapes.get(name)?.at(-1) ?? 0
}
