// A linear model on sparse rows, for the bag-of-words baseline: logistic regression, one for each label, or linear regression.
import { seededRandom, shuffledOrder } from '../text/random'

/** Rows as lists of features that are present, all with the value 1 / sqrt(how many there are). */
export interface SparseRows {
  readonly count: number
  /** Row i has features[offsets[i]] up to features[offsets[i + 1]]. */
  readonly features: Int32Array
  readonly offsets: Int32Array
  /** As encoded rows have them. */
  readonly labels: Int32Array
}

/** `softmax`: one of the outputs is right; `sigmoid`: each by itself; `linear`: numbers, of which half the squared error is made small. */
export type LinearOutput = 'softmax' | 'sigmoid' | 'linear'

export interface LinearOptions {
  readonly features: number
  readonly outputs: number
  readonly output: LinearOutput
  /** Takes from the answers what should have come out for a label, which leaves the gradient of the scores. */
  readonly subtractWanted: (answers: Float64Array, label: number) => void
  /** Rows to learn from in all; more than there are: several times each, in new orders. */
  readonly steps: number
  readonly learningRate: number
  /** Pulls each weight that a row uses toward 0 at every step. */
  readonly decay: number
  readonly seed: number
}

const epsilon = 1e-6

/** Weights in float32, features rows by output columns, learned one row at a time by Adagrad (Duchi et al. 2011). */
export class LinearModel {
  readonly #weights: Float32Array
  readonly #squares: Float32Array
  readonly #biases: Float32Array
  readonly #biasSquares: Float32Array
  readonly #scores: Float64Array

  constructor(private readonly options: LinearOptions) {
    const { features, outputs } = options
    this.#weights = new Float32Array(features * outputs)
    this.#squares = new Float32Array(features * outputs)
    this.#biases = new Float32Array(outputs)
    this.#biasSquares = new Float32Array(outputs)
    this.#scores = new Float64Array(outputs)
  }

  /** Learns from `steps` rows; ends early, with false, when `pace` answers true. */
  async train(
    rows: SparseRows,
    pace: (done: number, total: number) => Promise<boolean>,
  ): Promise<boolean> {
    const { steps, seed } = this.options
    const random = seededRandom(seed)
    let order: Int32Array = new Int32Array()
    for (let step = 0; step < steps; step++) {
      const place = step % rows.count
      if (place === 0) order = shuffledOrder(rows.count, random)
      this.#learn(rows, order[place])
      if (step % 256 === 0 && (await pace(step, steps))) return false
    }
    return true
  }

  /** Probabilities or numbers for a row; valid until the next call. */
  predict(rows: SparseRows, row: number): Float64Array {
    const { outputs, output } = this.options
    const scores = this.#scores
    const value = valueOf(rows, row)
    scores.set(this.#biases)
    for (let at = rows.offsets[row]; at < rows.offsets[row + 1]; at++) {
      const base = rows.features[at] * outputs
      for (let label = 0; label < outputs; label++)
        scores[label] += value * this.#weights[base + label]
    }
    if (output === 'softmax') softmax(scores)
    if (output === 'sigmoid') sigmoid(scores)
    return scores
  }

  #learn(rows: SparseRows, row: number): void {
    const { outputs, learningRate, decay, subtractWanted } = this.options
    const errors = this.predict(rows, row)
    subtractWanted(errors, rows.labels[row])
    const value = valueOf(rows, row)
    for (let at = rows.offsets[row]; at < rows.offsets[row + 1]; at++) {
      const base = rows.features[at] * outputs
      for (let label = 0; label < outputs; label++) {
        const weight = base + label
        const gradient = errors[label] * value + decay * this.#weights[weight]
        const square = (this.#squares[weight] += gradient * gradient)
        this.#weights[weight] -= (learningRate * gradient) / (Math.sqrt(square) + epsilon)
      }
    }
    for (let label = 0; label < outputs; label++) {
      const square = (this.#biasSquares[label] += errors[label] * errors[label])
      this.#biases[label] -= (learningRate * errors[label]) / (Math.sqrt(square) + epsilon)
    }
  }
}

function valueOf(rows: SparseRows, row: number): number {
  return 1 / Math.sqrt(Math.max(1, rows.offsets[row + 1] - rows.offsets[row]))
}

function softmax(scores: Float64Array): void {
  let most = -Infinity
  for (const score of scores) if (score > most) most = score
  let sum = 0
  for (let index = 0; index < scores.length; index++)
    sum += scores[index] = Math.exp(scores[index] - most)
  for (let index = 0; index < scores.length; index++) scores[index] /= sum
}

function sigmoid(scores: Float64Array): void {
  for (const [index, score] of scores.entries()) scores[index] = 1 / (1 + Math.exp(-score))
}
