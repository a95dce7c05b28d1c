// What a model does, told from its layers: whatever no file beside it says.
import type { LabelKind } from '#shared/experiment/data'
import type { LayerSpec } from '#shared/experiment/layers'
import type { Task } from '#shared/experiment/schema'
import type { Loss } from '#shared/experiment/training'
import type { Purpose } from '../text/vocabulary'
import type { Remarks } from './objections'
import type { ReadNetwork } from './topology/read-network'

export interface Answer {
  readonly task: Task
  readonly labelKind: LabelKind
  /** Where it is another than the lab would take. */
  readonly loss: Loss | null
}

interface Hints {
  /** What the file was compiled with. */
  readonly loss: string | null
  readonly hasLabels: boolean
  /** Of a vocabulary of the lab. */
  readonly purpose: Purpose | null
}

/** Refuses outputs without an activation, which loss functions of other programs take: the lab's last layer gives probabilities. */
export function refuseLogits(network: ReadNetwork, remarks: Remarks): void {
  const layers = network.kind === 'chain' ? network.layers : network.decoder
  const last = layers.at(-1)
  if (!last) return
  const isAtSteps = last.spec.type === 'TimeDistributed'
  const dense = last.spec.type === 'TimeDistributed' ? last.spec.layer : last.spec
  if (dense.type !== 'Dense' || dense.activation !== 'linear') return
  if (dense.units === 1 && !isAtSteps) return
  remarks.refuse(
    `layer "${last.source}" (Dense): gives ${dense.units} numbers without an activation (logits), and the lab's last layer gives probabilities; put softmax or sigmoid into it`,
  )
}

/** The layers decide; a language model is told from a tagger by having an output for each id. */
export function answerOf(network: ReadNetwork, hints: Hints): Answer {
  const plain = { labelKind: 'class', loss: null } as const
  if (network.kind === 'encoder-decoder') return { task: 'seq2seq', ...plain }
  const specs = network.layers.map(({ spec }) => spec)
  const last = specs.at(-1)
  if (last?.type === 'TimeDistributed') {
    const units = last.layer.type === 'Dense' ? last.layer.units : 0
    const writes =
      hints.purpose === 'writing' ||
      (hints.purpose === null && !hints.hasLabels && units === network.layers[0].ids)
    return { task: writes && specs.every(readsForward) ? 'language-model' : 'tagging', ...plain }
  }
  return { task: 'classification', ...classKind(last, hints.loss) }
}

function readsForward(spec: LayerSpec): boolean {
  switch (spec.type) {
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return spec.returnSequences && !spec.goBackwards
    case 'Bidirectional':
    case 'Flatten':
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D':
      return false
    default:
      return true
  }
}

function classKind(last: LayerSpec | undefined, loss: string | null): Omit<Answer, 'task'> {
  if (last?.type !== 'Dense') return { labelKind: 'class', loss: null }
  const { units, activation } = last
  if (activation === 'linear' && units === 1) {
    const isAbsolute = loss === 'mean_absolute_error' || loss === 'mae'
    return { labelKind: 'number', loss: isAbsolute ? 'meanAbsoluteError' : null }
  }
  if (activation === 'sigmoid' && units > 1) return { labelKind: 'labels', loss: null }
  return { labelKind: 'class', loss: null }
}
