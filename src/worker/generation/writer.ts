// Writes with a language model token by token, keeping the recurrent state: a token costs the same wherever it stands.
import type { LayersModel } from '@tensorflow/tfjs'
import type { Sampling } from '#shared/domain/generation'
import type { Experiment } from '#shared/experiment/schema'
import type { TextOptions } from '#shared/experiment/text'
import { tf } from '../backend'
import { releaseMasks } from '../model/dropout'
import { deriveSeed, streams } from '../model/seeds'
import { seededRandom } from '../text/random'
import type { Vocabulary } from '../text/vocabulary'
import { featuresFromState, outputLogits, zeroState, type NetworkState } from './forward-from-state'
import { drawToken, mostProbable, softmax, type Random } from './sampler'
import { promptIds, TextJoiner } from './text-joiner'

/** Prompts are read in pieces of so many tokens, which bounds the memory that a long one takes. */
const pieceLength = 256
export interface WriterOptions {
  readonly model: LayersModel
  readonly vocabulary: Vocabulary
  readonly text: TextOptions
  /** See `logitsFromState`; false for models that were saved. */
  readonly tied: boolean
}

export interface IdProbability {
  readonly id: number
  readonly probability: number
}

/** What comes next. */
export interface NextToken extends IdProbability {
  /** The most probable ids at this place, best first, with their probabilities. */
  alternatives(count: number): readonly IdProbability[]
}

/** What a writer writes with: a network that keeps its state from token to token. */
export interface TokenReader {
  /**
   * Reads on from where it was.
   * @param ids at least one
   * @returns the logits of what comes next: [vocabulary]
   */
  read(ids: readonly number[]): Float32Array
  /** Frees the state. */
  dispose(): void
}

/** One text in the making. `feed` what it begins with, then take turns: `next`, and `feed` what was chosen. */
export class Writer {
  readonly #vocabulary: Vocabulary
  readonly #reader: TokenReader
  readonly #seen = new Set<number>()
  /** [vocabulary], after the tokens fed so far. */
  #logits: Float32Array | null = null
  #fed = 0

  /** @param reader left out: the model's own layers */
  constructor(options: WriterOptions, reader: TokenReader = new ModelReader(options)) {
    this.#vocabulary = options.vocabulary
    this.#reader = reader
  }

  /** The model reads these; each costs the same, however many came before. */
  feed(ids: readonly number[]): void {
    for (let from = 0; from < ids.length; from += pieceLength) {
      this.#logits = this.#reader.read(ids.slice(from, from + pieceLength))
    }
    for (const id of ids) this.#seen.add(id)
    this.#fed += ids.length
  }

  /**
   * Draws what comes next and changes nothing: the same until something is fed. Throws when nothing was fed yet.
   * @param drawn where chance comes from; left out: from the seed and the number of tokens fed, so that a text that
   * is taken up again in its middle goes on as it did
   */
  next(sampling: Sampling, drawn?: Random): NextToken {
    if (!this.#logits) throw new Error('A text needs a first token.')
    const isAllowed = (id: number): boolean => this.#mayWrite(id)
    const random = drawn ?? seededRandom(deriveSeed(sampling.seed, streams.writing, this.#fed))
    const id = drawToken(this.#logits, sampling, { isAllowed, seen: this.#seen }, random)
    const probabilities = softmax(this.#logits)
    const told = (one: number): IdProbability => ({ id: one, probability: probabilities[one] })
    return {
      ...told(id),
      alternatives: (count) => mostProbable(probabilities, count, isAllowed).map(told),
    }
  }

  /** Frees the state. */
  dispose(): void {
    this.#reader.dispose()
  }

  // The model may have room for more ids than the vocabulary holds.
  #mayWrite(id: number): boolean {
    const { reserved, end, size } = this.#vocabulary
    return id === end || (id >= reserved && id < size)
  }
}

/** The model's own layers on the lab's kernels. */
class ModelReader implements TokenReader {
  readonly #options: WriterOptions
  #state: NetworkState

  constructor(options: WriterOptions) {
    this.#options = options
    this.#state = zeroState(options.model, 1)
  }

  dispose(): void {
    disposeState(this.#state)
    this.#state = []
  }

  read(ids: readonly number[]): Float32Array {
    const { model, tied } = this.#options
    const before = this.#state
    let logits = new Float32Array()
    // Not given back from the tidy, which would look for tensors among tens of thousands of numbers.
    tf.tidy(() => {
      const input = tf.tensor2d([...ids], [1, ids.length], 'int32')
      const { features, state } = featuresFromState(model, input, before, false)
      const [, time, width] = features.shape
      const last = tf.slice(features, [0, time - 1, 0], [1, 1, width])
      for (const tensor of state.flat()) tf.keep(tensor)
      this.#state = state
      const output = outputLogits(model, tf.reshape(last, [1, width]), tied)
      logits = new Float32Array(output.dataSync<'float32'>())
    })
    releaseMasks(model)
    disposeState(before)
    return logits
  }
}

function disposeState(state: NetworkState): void {
  for (const tensor of state.flat()) tensor.dispose()
}

export interface SampleRequest extends Pick<WriterOptions, 'model' | 'vocabulary'> {
  readonly experiment: Experiment
  readonly prompt: string
  /** In tokens. */
  readonly length: number
  readonly temperature: number
  readonly seed: number
}

/** A text for people to watch a model learn: what it writes after the prompt. */
export function writeSample(request: SampleRequest): string {
  const { experiment, model, vocabulary, prompt, length, temperature, seed } = request
  const { text } = experiment
  const sampling = { temperature, topK: null, topP: null, repetitionPenalty: 1, seed }
  const writer = new Writer({ model, vocabulary, text, tied: experiment.model.tieEmbeddings })
  try {
    const first = promptIds(prompt, vocabulary, text)
    const joiner = new TextJoiner(vocabulary, text, first)
    writer.feed(first)
    let written = ''
    for (let count = 0; count < length; count++) {
      const { id } = writer.next(sampling)
      if (id < 0 || id === vocabulary.end) break
      written += joiner.add(id)
      writer.feed([id])
    }
    return written
  } finally {
    writer.dispose()
  }
}
