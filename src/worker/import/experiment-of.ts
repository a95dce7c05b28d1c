// The experiment of an imported model: that of the lab's own export, or one put together from the layers.
import { importedDataPath } from '#shared/domain/import'
import type { LayerSpec } from '#shared/experiment/layers'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import type { TextOptions } from '#shared/experiment/text'
import { failure, type Problem, type Result } from '#shared/protocol/result'
import type { VocabularyJson } from '../text/vocabulary'
import { namedLayers } from './named-layers'
import type { Remarks } from './objections'
import type { Answer } from './task-of'
import { idsOf, type ReadNetwork } from './topology/read-network'
import type { ModelWords } from './words/model-words'

const longestName = 200

/** The lab's own, whose layers were found to be the model's. What it began from is nothing that this one knows of. */
export function ownExperiment(beside: Experiment, name: string | null): Experiment {
  const training = { ...beside.training, startFrom: null }
  return { ...beside, name: name ?? beside.name, training }
}

export interface Parts {
  /** As sentences name the model. */
  readonly file: string
  readonly name: string
  readonly network: ReadNetwork
  readonly answer: Answer
  readonly words: ModelWords
  /** Of an encoder-decoder. */
  readonly target: VocabularyJson | null
}

/** Fails with `model-refused`, naming each layer that the task cannot have. */
export function newExperiment(parts: Parts, remarks: Remarks): Result<Experiment> {
  const { file, name, network, answer, words, target } = parts
  const [layers, decoderLayers] = layersOf(parts, remarks)
  const inputLength = network.kind === 'chain' ? network.inputLength : null
  const parsed = parseExperiment(
    {
      name: name.slice(0, longestName) || 'Imported model',
      task: answer.task,
      data: { path: importedDataPath, labelKind: answer.labelKind },
      text: {
        ...textFor(words, inputLength),
        ...(target && { target: targetOf(target, idsOf(network)[1]) }),
      },
      model: {
        inputLength: inputLength === null ? 'any' : 'sequence',
        layers,
        ...(network.kind === 'encoder-decoder' && {
          decoder: { layers: decoderLayers, attention: network.attention },
        }),
      },
      training: { loss: answer.loss },
    },
    file,
  )
  if (parsed.ok) return parsed
  const reasons = (parsed.problems ?? []).map((problem) => reasonOf(problem, network))
  return failure(
    'model-refused',
    `${file} cannot be imported: ${reasons.join('; ').replace(/\.$/, '')}.`,
  )
}

/** The sizes that the model's layers have once its ids are in the lab's order. */
function textFor({ text, map }: ModelWords, inputLength: number | null): TextOptions {
  const vocabularySize = map.source?.length ?? map.target.length
  return {
    ...text,
    vocabularySize,
    sequenceLength: inputLength ?? text.sequenceLength,
    target: null,
  }
}

function targetOf({ text }: VocabularyJson, ids: number): NonNullable<TextOptions['target']> {
  const { level, lowercase, punctuation, sequenceLength } = text
  return {
    ...{ level, lowercase, punctuation: punctuation ?? 'keep', vocabularySize: ids },
    ...(sequenceLength !== null && { sequenceLength }),
  }
}

function layersOf({ network, words, answer }: Parts, remarks: Remarks): LayerSpec[][] {
  if (network.kind === 'encoder-decoder')
    return [
      namedLayers(network.encoder, 'encoder_', remarks),
      namedLayers(network.decoder, 'decoder_', remarks),
    ]
  const layers = namedLayers(network.layers, '', remarks)
  const { source } = words.map
  return [source && answer.task === 'language-model' ? withOutputs(layers, source.length) : layers]
}

/** An output for each of the lab's ids, those that the file does not have held down by a bias. */
function withOutputs(layers: readonly LayerSpec[], units: number): LayerSpec[] {
  return layers.map((spec, index) => {
    if (index < layers.length - 1 || spec.type !== 'TimeDistributed') return spec
    if (spec.layer.type !== 'Dense') return spec
    return { ...spec, layer: { ...spec.layer, units, useBias: true } }
  })
}

/** The sentence about a place in the experiment, with the layer's own name in place of the path. */
function reasonOf({ path, message }: Problem, network: ReadNetwork): string {
  const found = /^model\.(decoder\.)?layers\.(\d+)/.exec(path)
  const own = network.kind === 'chain' ? network.layers : network.encoder
  const chain = found?.[1] && network.kind !== 'chain' ? network.decoder : own
  const layer = found ? chain[Number(found[2])] : undefined
  // The sentence names the layer by its place.
  const why = message.replace(/^Layer \d+ \([\w()]+\)(?: of the decoder)?: /, '')
  return layer ? `layer "${layer.source}" (${layer.spec.type}): ${why}` : message
}
