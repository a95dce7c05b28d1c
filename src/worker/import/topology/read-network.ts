// What a file's model is to the lab: one chain of layers, or an encoder and a decoder.
import { attentionNames } from '#shared/domain/attention-rows'
import { isRecurrent } from '#shared/domain/model-summary'
import type { Attention } from '#shared/experiment/model'
import { formatCount } from '#shared/domain/format'
import { importLimits } from '../limits'
import type { Remarks } from '../objections'
import type { FileModel, PlacedLayer } from './file-model'
import { followChain, type Chain, type ChainLayer } from './follow-chain'
import { OptionReader } from './option-reader'
import type { CleanLayer } from './read-layer'

export type ReadNetwork =
  | {
      readonly kind: 'chain'
      readonly layers: readonly ChainLayer[]
      /** Tokens that it takes; null for any number. */
      readonly inputLength: number | null
      readonly clean: ReadonlyMap<string, CleanLayer>
    }
  | {
      readonly kind: 'encoder-decoder'
      readonly encoder: readonly ChainLayer[]
      readonly decoder: readonly ChainLayer[]
      readonly attention: Attention
      readonly clean: ReadonlyMap<string, CleanLayer>
    }

/** The experiment schema's. */
const longestInput = 20_000

/** Null where it is neither; why is among `remarks` then. */
export function readNetwork(model: FileModel, remarks: Remarks): ReadNetwork | null {
  const { inputs, outputs } = model
  if (outputs.length > 1)
    remarks.refuse(`the model has ${outputs.length} outputs, and the lab's have one`)
  if (inputs.length === 1) return readSingle(model, remarks)
  if (inputs.length === 2) return readPair(model, remarks)
  remarks.refuse(
    `the model has ${inputs.length} inputs, and the lab's have one, or two of an encoder-decoder`,
  )
  return null
}

function readSingle(model: FileModel, remarks: Remarks): ReadNetwork {
  const [{ layer: from }] = model.inputs
  const inputLength = readInput(model, from, remarks)
  const chain = followChain(
    model,
    { from, rank: 2, givesStates: false, isOther: () => false },
    remarks,
  )
  checkEmbedding(chain.layers, model, from, remarks)
  checkEnd(model, chain, remarks)
  const network = { kind: 'chain', layers: chain.layers, inputLength, clean: chain.clean } as const
  const steps = stepwiseOf(network) * (inputLength ?? 0)
  if (steps > importLimits.steps)
    remarks.refuse(
      `the model's layers go through ${formatCount(steps)} steps for a text, and the lab takes ${formatCount(importLimits.steps)} at most`,
    )
  // Branches are refused where they leave the chain.
  if (!remarks.isRefused) checkOthers(model, chain, remarks)
  return network
}

function checkOthers(model: FileModel, { passed }: Chain, remarks: Remarks): void {
  for (const { name, className } of model.layers)
    if (!passed.has(name))
      remarks.refuse(
        `layer "${name}" (${className}): stands beside the chain of layers, and the lab has chains alone`,
      )
}

function checkEnd({ outputs }: FileModel, { end }: Chain, remarks: Remarks): void {
  const [output] = outputs
  if (output.layer !== end.layer || output.index !== 0)
    remarks.refuse(
      `layer "${output.layer}": gives the model's output, but does not stand at the end of the chain`,
    )
}

function checkEmbedding(
  [first]: readonly ChainLayer[],
  model: FileModel,
  input: string,
  remarks: Remarks,
): void {
  if (first?.spec.type === 'Embedding') return
  const next = model.layers.find(({ inputs }) => inputs[0]?.layer === input)
  const label = next ? `layer "${next.name}" (${next.className})` : 'the model'
  remarks.refuse(
    `${label}: takes something else than token ids; the lab's first layer is an Embedding, which turns ids into vectors`,
  )
}

/** Tokens that an input takes. */
function readInput(model: FileModel, name: string, remarks: Remarks): number | null {
  const layer = model.layers.find((one) => one.name === name)
  if (layer?.className !== 'InputLayer') {
    remarks.refuse(`layer "${name}": is the model's input, but no InputLayer`)
    return null
  }
  const options = new OptionReader(layer, remarks)
  options.skip('optional')
  const own = options.raw('shape')
  const whole = options.raw('batch_input_shape') ?? options.raw('batch_shape')
  const shape: unknown = whole ?? (Array.isArray(own) ? [null, ...(own as unknown[])] : undefined)
  options.finish()
  if (!Array.isArray(shape) || shape.length !== 2) {
    remarks.refuse(
      `layer "${name}" (InputLayer): takes the shape ${JSON.stringify(shape ?? null).slice(0, 60)}, and the lab's models take token ids of the shape [texts, steps]`,
    )
    return null
  }
  const [, length] = shape as unknown[]
  if (length === null) return null
  if (
    typeof length === 'number' &&
    Number.isSafeInteger(length) &&
    length >= 1 &&
    length <= longestInput
  )
    return length
  remarks.refuse(
    `layer "${name}" (InputLayer): takes ${JSON.stringify(length).slice(0, 60)} steps, and the lab's models take 1 to ${longestInput}, or any number`,
  )
  return null
}

const attentionPrefix = attentionNames.mask.slice(0, 'attention_'.length)
const isOfAttention = ({ name }: PlacedLayer): boolean => name.startsWith(attentionPrefix)

/** An encoder-decoder is known by the names of its parts, as the lab writes them. */
function readPair(model: FileModel, remarks: Remarks): ReadNetwork | null {
  const [source, target] = model.inputs.map(({ layer }) => layer)
  const length = [source, target].map((name) => readInput(model, name, remarks))
  if (length.some((one) => one !== null))
    remarks.refuse(
      "the model takes texts of a fixed length, and the lab's encoder-decoders take any",
    )
  // A decoder's layers and what joins states are fed by encoder layers too, but not with texts first.
  const isOther = (layer: PlacedLayer): boolean =>
    isOfAttention(layer) || layer.className === 'Concatenate'
  const way = { rank: 2, isOther }
  const encoder = followChain(model, { ...way, from: source, givesStates: true }, remarks)
  const before = followChain(model, { ...way, from: target, givesStates: false }, remarks)
  const combine = model.layers.find(({ name }) => name === attentionNames.combine)
  const after = combine
    ? followChain(model, { ...way, from: combine.name, rank: 3, givesStates: false }, remarks)
    : null
  const decoder = [...before.layers, ...(after?.layers ?? [])]
  checkEmbedding(encoder.layers, model, source, remarks)
  checkEmbedding(decoder, model, target, remarks)
  checkEnd(model, after ?? before, remarks)
  const isAdditive = model.layers.some(({ name }) => name === attentionNames.key)
  return {
    kind: 'encoder-decoder',
    encoder: encoder.layers,
    decoder,
    attention: combine ? (isAdditive ? 'bahdanau' : 'luong') : 'none',
    clean: new Map([...encoder.clean, ...before.clean, ...(after?.clean ?? [])]),
  }
}

/** How many ids each input takes. */
export function idsOf(network: ReadNetwork): number[] {
  const chains = network.kind === 'chain' ? [network.layers] : [network.encoder, network.decoder]
  return chains.map(([first]) => first?.ids ?? 0)
}

/** How many of the layers stock tfjs runs step by step. */
export function stepwiseOf(network: ReadNetwork): number {
  const chains =
    network.kind === 'chain' ? network.layers : [...network.encoder, ...network.decoder]
  return chains.reduce((count, { spec }) => {
    if (spec.type === 'Bidirectional') return count + 2
    return isRecurrent(spec) || spec.type === 'TimeDistributed' ? count + 1 : count
  }, 0)
}
