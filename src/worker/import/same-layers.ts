// Whether the experiment beside a model is that model's: what its layers compute, not what they are called or began with.
import type { LayerSpec } from '#shared/experiment/layers'
import { partsOf } from '#shared/domain/model-summary'
import { inputLengthOf, type Experiment } from '#shared/experiment/schema'
import { targetTextOf, vocabularySizeOf } from '#shared/experiment/text'
import type { ChainLayer } from './topology/follow-chain'
import type { ReadNetwork } from './topology/read-network'

/** A clause about the first difference; null when there is none. */
export function findOtherLayer(experiment: Experiment, network: ReadNetwork): string | null {
  const { model, task, text } = experiment
  const isPair = network.kind === 'encoder-decoder'
  if (isPair !== (task === 'seq2seq')) return `its task is ${task}`
  const [first, second] = partsOf(model)
  if (!isPair) {
    const length = inputLengthOf(experiment)
    if (length !== network.inputLength)
      return `it takes ${length === null ? 'texts of any length' : `${length} tokens`}`
    return findInChain(first.layers, network.layers, vocabularySizeOf(text))
  }
  if ((model.decoder?.attention ?? 'none') !== network.attention)
    return `its attention is ${String(model.decoder?.attention)}`
  return (
    findInChain(first.layers, network.encoder, vocabularySizeOf(text)) ??
    findInChain(second.layers, network.decoder, vocabularySizeOf(targetTextOf(text)))
  )
}

function findInChain(
  specs: readonly LayerSpec[],
  layers: readonly ChainLayer[],
  ids: number,
): string | null {
  if (specs.length !== layers.length) return `it has ${specs.length} layers, not ${layers.length}`
  const other = layers.find(({ spec }, index) => computed(spec) !== computed(specs[index]))
  if (other) return `layer "${other.source}" is another one there`
  return layers[0]?.ids === ids
    ? null
    : `its vocabulary has ${ids} ids, not ${String(layers[0]?.ids)}`
}

/** What says what a layer computes, as a text. */
function computed(spec: LayerSpec): string {
  const told = Object.entries(spec).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'name' || key === 'unitForgetBias' || key.endsWith('Initializer')) return []
    // Only wrappers have a layer for an option.
    return [[key, key === 'layer' ? computed(value as LayerSpec) : value]]
  })
  return JSON.stringify(told.sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)))
}
