// Windows of a token stream: what a network reads, and beside it what comes next at each place.
import { padId, startId, type TokenStream } from './token-stream'

/** Windows that are computed together. */
export interface WindowBatch {
  /** [rows, length] */
  readonly ids: Int32Array
  /** [rows, length], the id that follows each. */
  readonly targets: Int32Array
  /** [rows, length], 1 where the target counts, else 0; null where all do. */
  readonly weights: Float32Array | null
  /** How many targets count. */
  readonly counted: number
  readonly rows: number
  readonly length: number
}

/** A stretch of the stream: places from `from` up to `to`, each with the id after it as target. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** How many windows a stream has; the last one may be shorter. */
export function windowCount({ ids }: TokenStream, length: number): number {
  return Math.ceil(Math.max(0, ids.length - 1) / length)
}

/** Window `index` of a stream. */
export function windowAt({ ids }: TokenStream, length: number, index: number): Stretch {
  const from = index * length
  return { from, to: Math.min(from + length, ids.length - 1) }
}

/** Puts stretches of at most `length` places together; what is left of a row is padding that does not count. */
export function fillWindows(
  { ids }: TokenStream,
  stretches: readonly Stretch[],
  length: number,
): WindowBatch {
  const rows = stretches.length
  const read = new Int32Array(rows * length).fill(padId)
  const targets = new Int32Array(rows * length).fill(padId)
  const weights = new Float32Array(rows * length)
  let counted = 0
  for (const [row, { from, to }] of stretches.entries()) {
    if (to <= from) continue
    const piece = ids.subarray(from, to + 1)
    read.set(piece.subarray(0, -1), row * length)
    targets.set(piece.subarray(1), row * length)
    for (let place = 0; place < to - from; place++) {
      // Where a document begins is no question: after each <end>.
      if (piece[place + 1] === startId) continue
      weights[row * length + place] = 1
      counted++
    }
  }
  const all = counted === weights.length
  return { ids: read, targets, weights: all ? null : weights, counted, rows, length }
}

/** Stretches of a stream that are read side by side, a window of each at a time. */
export class ParallelStretches {
  constructor(
    private readonly stream: TokenStream,
    private readonly stretches: readonly Stretch[],
    private readonly length: number,
  ) {}

  /** How many stretches there are. */
  get rows(): number {
    return this.stretches.length
  }

  /** How many windows the longest has. */
  get steps(): number {
    const longest = this.stretches.reduce((most, { from, to }) => Math.max(most, to - from), 0)
    return Math.ceil(longest / this.length)
  }

  /** Window `step` of each, from 0. */
  batch(step: number): WindowBatch {
    const { length } = this
    const now = this.stretches.map(({ from, to }) => {
      const begin = Math.min(to, from + step * length)
      return { from: begin, to: Math.min(to, begin + length) }
    })
    return fillWindows(this.stream, now, length)
  }
}

/**
 * For training: as many stretches of the same number of whole windows as a batch has rows, spread evenly. Where the stream
 * does not divide, neighbours overlap a little, so that nothing is left out.
 */
export function trainingStretches(
  stream: TokenStream,
  length: number,
  batchSize: number,
): ParallelStretches {
  const windows = windowCount(stream, length)
  const rows = Math.min(batchSize, windows)
  const each = Math.ceil(windows / rows) * length
  const places = stream.ids.length - 1
  const room = Math.max(0, places - each)
  const stretches = Array.from({ length: rows }, (_, row) => {
    const from = rows === 1 ? 0 : Math.round((row * room) / (rows - 1))
    return { from, to: Math.min(from + each, places) }
  })
  return new ParallelStretches(stream, stretches, length)
}

/** For measuring: stretches that do not overlap, so that every place counts once. */
export function measuredStretches(
  stream: TokenStream,
  length: number,
  batchSize: number,
): ParallelStretches {
  const places = stream.ids.length - 1
  const rows = Math.min(batchSize, windowCount(stream, length))
  const each = Math.ceil(places / rows)
  const stretches = Array.from({ length: rows }, (_, row) => ({
    from: Math.min(row * each, places),
    to: Math.min((row + 1) * each, places),
  }))
  return new ParallelStretches(stream, stretches, length)
}
