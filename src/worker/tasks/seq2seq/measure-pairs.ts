// Measures an encoder-decoder on pairs: its loss with the right tokens before each, and what it writes by itself.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { corpusBleu } from '#shared/domain/bleu'
import { corpusChrf } from '#shared/domain/chrf'
import type { Seq2seqEvaluation } from '#shared/domain/evaluation'
import type { Experiment } from '#shared/experiment/schema'
import { tf } from '../../backend'
import { excerptOf } from '../../text/excerpt'
import type { EvaluateControl } from '../task'
import { padded, pairBatch, piecesByLength } from './batches'
import type { Side } from './data/load-pairs'
import { maskedLoss } from './masked-loss'
import { decode, encode, type Network } from './network/network'
import { TargetText } from './target-text'
import { writeGreedily } from './writing/write-greedily'
import { withoutEnd, writingLimit } from './writing/written'

/** Pairs that are written out at the most. */
const mostWritten = 1000
const mostExamples = 50
const batchSize = 128

export interface Measured {
  readonly network: Network
  readonly dataset: { readonly source: Side; readonly target: Side }
  /** Which rows of it. */
  readonly rows: Int32Array
  readonly experiment: Experiment
}

/** A pair and what was written for it. */
interface Outcome {
  readonly source: string
  readonly target: string
  readonly written: string
  readonly words: { readonly written: readonly string[]; readonly reference: readonly string[] }
  /** The target as its tokens tell it. */
  readonly reference: string
}

/** Null when stopped. */
export async function measurePairs(
  measured: Measured,
  control: EvaluateControl,
): Promise<Seq2seqEvaluation | null> {
  const started = performance.now()
  const { rows, dataset } = measured
  // Half of the way is the loss, the other half is writing.
  const told = await measureLoss(measured, control, (done) => control.onRows(Math.floor(done / 2)))
  if (!told) return null
  const chosen = spread(rows, mostWritten)
  const outcomes = await writeOut({ ...measured, rows: chosen }, control, (done) =>
    control.onRows(Math.floor((rows.length * (1 + done / chosen.length)) / 2)),
  )
  if (!outcomes) return null
  const right = outcomes.filter(isRight)
  const isCharacters = dataset.target.text.level === 'character'
  return {
    kind: 'seq2seq',
    ...{ loss: told.loss, accuracy: told.accuracy, rows: rows.length, tokens: told.tokens },
    written: outcomes.length,
    exactMatch: outcomes.length === 0 ? Number.NaN : right.length / outcomes.length,
    chrf: corpusChrf(outcomes),
    bleu: isCharacters ? Number.NaN : corpusBleu(outcomes.map(({ words }) => words)),
    examples: [...outcomes.filter((outcome) => !isRight(outcome)), ...right]
      .slice(0, mostExamples)
      .map((outcome) => ({
        source: excerptOf(outcome.source),
        target: excerptOf(outcome.target),
        written: excerptOf(outcome.written),
        isRight: isRight(outcome),
      })),
    seconds: (performance.now() - started) / 1000,
  }
}

function isRight({ written, reference }: Outcome): boolean {
  return written === reference
}

/** At most so many, evenly from all. */
function spread(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows
  return Int32Array.from(
    { length: most },
    (_, index) => rows[Math.floor((index * rows.length) / most)],
  )
}

async function measureLoss(
  { network, dataset, rows, experiment }: Measured,
  control: EvaluateControl,
  onRows: (done: number) => void,
) {
  const sides = { source: dataset.source.sequences, target: dataset.target.sequences }
  const start = dataset.target.vocabulary.start ?? 0
  const sums = { loss: 0, right: 0, tokens: 0 }
  let done = 0
  for (const piece of piecesByLength(rows, sides.source, batchSize)) {
    const batch = pairBatch(sides, piece, experiment.text, start)
    const [loss, accuracy] = tf.tidy(() => {
      const source = tf.tensor2d(batch.source, [batch.rows, batch.sourceLength], 'int32')
      const input = tf.tensor2d(batch.input, [batch.rows, batch.targetLength], 'int32')
      const { logits } = decode(network, input, encode(network, source, false), false)
      // Smoothing is for training alone.
      const told = maskedLoss(logits, batch, 0)
      return [told.loss.dataSync()[0], told.accuracy.dataSync()[0]]
    })
    sums.loss += loss * batch.tokens
    sums.right += accuracy * batch.tokens
    sums.tokens += batch.tokens
    done += piece.length
    onRows(done)
    await nextTurn()
    if (control.isStopped()) return null
  }
  const { tokens } = sums
  return { loss: sums.loss / tokens, accuracy: sums.right / tokens, tokens }
}

/** What is written for each row, in the order of the rows; null when stopped. */
async function writeOut(
  { network, dataset, rows, experiment }: Measured,
  control: EvaluateControl,
  onRows: (done: number) => void,
): Promise<Outcome[] | null> {
  const { source, target } = dataset
  const text = new TargetText(target)
  const outcomes = new Map<number, Outcome>()
  for (const piece of piecesByLength(rows, source.sequences, batchSize)) {
    const ids = padded(
      Array.from(piece, (row) => source.sequences.at(row)),
      experiment.text.padding,
    )
    const limits = Array.from(piece, (row) =>
      writingLimit(experiment.text, source.sequences.lengthOf(row)),
    )
    const texts = writeGreedily(network, target.vocabulary, { ...ids, limits })
    for (const [index, row] of piece.entries()) {
      const whole = target.texts.at(row) ?? ''
      const written = text.ofIds(withoutEnd(texts[index].ids, target.vocabulary))
      const reference = text.asToldByTokens(whole)
      outcomes.set(row, {
        ...{ source: source.texts.at(row) ?? '', target: whole, written, reference },
        words: { written: text.wordsOf(written), reference: text.wordsOf(reference) },
      })
    }
    onRows(outcomes.size)
    await nextTurn()
    if (control.isStopped()) return null
  }
  return Array.from(rows, (row) => outcomes.get(row)).filter((one) => one !== undefined)
}
