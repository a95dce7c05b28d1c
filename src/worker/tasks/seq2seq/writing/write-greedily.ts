// Writes many texts at once, each token the most probable one.
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../../../backend'
import type { Vocabulary } from '../../../text/vocabulary'
import { decode, encode, type Encoded, type Network, type States } from '../network/network'
import { neverWritten, stateTensors, tensorsOf, type Written } from './written'

export interface Sources {
  /** [rows, length], padded with 0 */
  readonly ids: Int32Array
  readonly length: number
  /** The most tokens to write, by row. */
  readonly limits: readonly number[]
}

/** One text for each source, in their order. Leaves no tensors behind. */
export function writeGreedily(
  network: Network,
  vocabulary: Vocabulary,
  { ids, length, limits }: Sources,
): readonly Written[] {
  const rows = limits.length
  const writers = limits.map((limit) => new RowWriter(limit, vocabulary.end))
  let encoded = kept(() => encode(network, tf.tensor2d(ids, [rows, length], 'int32'), false))
  try {
    let before: Int32Array = new Int32Array(rows).fill(vocabulary.start ?? 0)
    while (writers.some((writer) => !writer.isDone)) {
      const step = nextTokens(network, vocabulary, encoded, before)
      tf.dispose(stateTensors(encoded.states))
      encoded = { ...encoded, states: step.states }
      for (const [row, writer] of writers.entries()) writer.add(row, step, length)
      before = step.ids
    }
  } finally {
    tf.dispose(tensorsOf(encoded))
  }
  return writers.map((writer) => writer.written)
}

interface Step {
  readonly ids: Int32Array
  readonly probabilities: Float32Array
  /** [rows x source]; null without attention */
  readonly weights: Float32Array | null
  readonly states: States
}

function nextTokens(
  network: Network,
  vocabulary: Vocabulary,
  encoded: Encoded,
  before: Int32Array,
): Step {
  let step: Step | undefined
  tf.tidy(() => {
    const { logits, states, weights } = decode(
      ...([network, tf.tensor2d(before, [before.length, 1], 'int32'), encoded, false] as const),
    )
    const flat = lastLogits(logits)
    const allowed = tf.add(flat, neverWritten(vocabulary, flat.shape[1]))
    const ids = tf.cast(tf.argMax(allowed, 1), 'int32')
    const chosen = tf.sum(tf.mul(tf.softmax(flat), tf.oneHot(ids, flat.shape[1])), 1)
    for (const tensor of stateTensors(states)) tf.keep(tensor)
    step = {
      ids: Int32Array.from(ids.dataSync()),
      probabilities: Float32Array.from(chosen.dataSync()),
      weights: weights && Float32Array.from(weights.dataSync()),
      states,
    }
  })
  if (!step) throw new Error('the step gave nothing')
  return step
}

/** [batch, 1, vocabulary] to [batch, vocabulary] */
export function lastLogits(logits: Tensor3D): Tensor2D {
  return tf.reshape(logits, [logits.shape[0], logits.shape[2]])
}

/** Runs in a tidy and keeps what it gives, whose tensors are then the caller's. */
export function kept(run: () => Encoded): Encoded {
  let encoded: Encoded | undefined
  tf.tidy(() => {
    encoded = run()
    const tensors: Tensor[] = tensorsOf(encoded)
    for (const tensor of tensors) tf.keep(tensor)
  })
  if (!encoded) throw new Error('nothing was encoded')
  return encoded
}

class RowWriter {
  readonly #ids: number[] = []
  readonly #probabilities: number[] = []
  readonly #attention: Float32Array[] = []

  constructor(
    private readonly limit: number,
    private readonly end: number | null,
  ) {}

  get isDone(): boolean {
    return this.#ids.length >= this.limit || this.#ids.at(-1) === this.end
  }

  get written(): Written {
    const attention = this.#attention.length === 0 ? null : this.#attention
    return { ids: this.#ids, probabilities: this.#probabilities, attention }
  }

  add(row: number, { ids, probabilities, weights }: Step, length: number): void {
    if (this.isDone) return
    this.#ids.push(ids[row])
    this.#probabilities.push(probabilities[row])
    if (weights) this.#attention.push(weights.slice(row * length, (row + 1) * length))
  }
}
