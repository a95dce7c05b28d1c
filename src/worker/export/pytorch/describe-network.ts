// `network.json` of a PyTorch project: the layers with their names, sizes and options, and what runs them.
import { partsOf, summarizeModel, type ModelPart } from '#shared/domain/model-summary'
import type { LayerSpec, RecurrentSpec } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import { targetTextOf, vocabularySizeOf } from '#shared/experiment/text'

/** What a recurrent layer runs on: PyTorch's own layer where it has the same equations, else cells written out. */
export type TorchModule = 'nn.RNN' | 'nn.LSTM' | 'cells'

/** PyTorch's GRU resets the state after the product and not before it; no layer of PyTorch's drops out of the state. */
export function torchModuleOf(spec: RecurrentSpec): TorchModule {
  if (spec.recurrentDropout > 0) return 'cells'
  if (spec.type === 'SimpleRNN')
    return spec.activation === 'tanh' || spec.activation === 'relu' ? 'nn.RNN' : 'cells'
  const isPlain = spec.activation === 'tanh' && spec.recurrentActivation === 'sigmoid'
  return spec.type === 'LSTM' && isPlain ? 'nn.LSTM' : 'cells'
}

type Model = Pick<Experiment, 'task' | 'model' | 'text'>

/** The file's content. */
export function describeNetwork(experiment: Model): string {
  const { task, model, text } = experiment
  const [first, decoder] = partsOf(model)
  const widthOf = widthsOf(experiment)
  const content = {
    format: 'unroll-pytorch/1',
    task,
    layers: layersOf(first, vocabularySizeOf(text), widthOf),
    decoder: decoder ? layersOf(decoder, vocabularySizeOf(targetTextOf(text)), widthOf) : null,
    attention: model.decoder?.attention ?? 'none',
    attentionWidths: attentionWidths(experiment, widthOf),
    tieEmbeddings: model.tieEmbeddings,
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

/** The width of what a layer gives, by its name. */
type WidthOf = (name: string) => number

function widthsOf(experiment: Model): WidthOf {
  const rows = summarizeModel(experiment).layers
  const widths = new Map(rows.map(({ name, outputShape }) => [name, outputShape.at(-1) ?? 0]))
  return (name) => widths.get(name) ?? 0
}

function attentionWidths({ model }: Model, widthOf: WidthOf) {
  const [encoder, decoder] = partsOf(model)
  if (!model.decoder || model.decoder.attention === 'none') return null
  const last = decoder.layers.findLastIndex(({ type }) => isCell(type))
  return {
    encoder: widthOf(encoder.names[encoder.names.length - 1]),
    decoder: widthOf(decoder.names[last]),
  }
}

function isCell(type: LayerSpec['type']): boolean {
  return type === 'SimpleRNN' || type === 'LSTM' || type === 'GRU'
}

function layersOf({ layers, names }: ModelPart, vocabulary: number, widthOf: WidthOf): object[] {
  return layers.map((spec, place) => {
    const inputs = place === 0 ? vocabulary : widthOf(names[place - 1])
    return { name: names[place], ...optionsOf(spec, inputs) }
  })
}

function optionsOf(spec: LayerSpec, inputs: number): object {
  switch (spec.type) {
    case 'Bidirectional':
    case 'TimeDistributed':
      return { ...spec, layer: optionsOf(spec.layer, inputs) }
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return { ...withoutInitializers(spec), inputs, module: torchModuleOf(spec) }
    case 'Embedding':
    case 'Dense':
    case 'LayerNormalization':
      return { ...withoutInitializers(spec), inputs }
    case 'Dropout':
    case 'SpatialDropout1D':
    case 'Flatten':
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D':
      return spec
  }
}

/** The weights are there already. */
function withoutInitializers(spec: LayerSpec): object {
  return Object.fromEntries(
    Object.entries(spec).filter(
      ([key]) => !key.endsWith('Initializer') && key !== 'unitForgetBias',
    ),
  )
}
