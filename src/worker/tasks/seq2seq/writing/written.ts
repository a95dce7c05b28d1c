// What a decoder wrote, and what both ways of writing have in common.
import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import { freeLengthLimit, targetTextOf, type TextOptions } from '#shared/experiment/text'
import { tf } from '../../../backend'
import type { Vocabulary } from '../../../text/vocabulary'
import type { Memory } from '../network/attention-layers'
import type { Encoded, States } from '../network/network'

/** A text that was written from a source. */
export interface Written {
  /** Of the tokens; the end, where it was written, is the last. */
  readonly ids: readonly number[]
  /** The probability of each of them. */
  readonly probabilities: readonly number[]
  /** For each of them how much it looked at each source token; null without attention. */
  readonly attention: readonly Float32Array[] | null
}

/** The mean log probability of a token. */
export function scoreOf({ probabilities }: Pick<Written, 'probabilities'>): number {
  const sum = probabilities.reduce((logs, probability) => logs + Math.log(probability), 0)
  return sum / Math.max(1, probabilities.length)
}

/** The ids without the end. */
export function withoutEnd(ids: readonly number[], { end }: Vocabulary): readonly number[] {
  return ids.at(-1) === end ? ids.slice(0, -1) : ids
}

/**
 * How many tokens are written at the most, the end counted in, for a source of so many: as the experiment says, else well
 * beyond what a source of that length asks for.
 */
export function writingLimit(text: TextOptions, sourceTokens: number): number {
  const target = targetTextOf(text)
  const each = text.level === 'word' && target.level !== 'word' ? 12 : 3
  return target.sequenceLength ?? Math.min(freeLengthLimit, 50 + each * sourceTokens)
}

/** Added to the logits so that what stands for no text is not written: padding, the start and the unknown. */
export function neverWritten(vocabulary: Vocabulary, ids: number): Tensor1D {
  const values = new Float32Array(ids)
  for (const id of [0, vocabulary.start, vocabulary.unknown]) if (id !== null) values[id] = -1e9
  // A network may have room for more ids than there are tokens.
  values.fill(-1e9, vocabulary.size)
  return tf.tensor1d(values)
}

/** The rows `places` of what a decoder goes on from. Call it inside a tidy. */
export function gatherEncoded({ states, memory }: Encoded, places: Tensor1D): Encoded {
  const rows = (tensor: Tensor): Tensor => tf.gather(tensor, places)
  return {
    states: states.map((state) => state.map(rows)),
    memory: memory && gatherMemory(memory, rows),
  }
}

function gatherMemory(
  { outputs, keys, mask }: Memory<Tensor>,
  rows: (tensor: Tensor) => Tensor,
): Memory<Tensor> {
  return { outputs: rows(outputs), keys: rows(keys), mask: rows(mask) }
}

/** Every tensor of it, each once. */
export function tensorsOf({ states, memory }: Encoded): Tensor[] {
  return [...stateTensors(states), ...(memory ? [memory.outputs, memory.keys, memory.mask] : [])]
}

export function stateTensors(states: States): Tensor[] {
  return states.flatMap((state) => [...state])
}
