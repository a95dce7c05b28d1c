// What a language model is held against: every token alike, how often each occurs, and what follows the last two.
import type { Baseline, BaselineName } from '#shared/domain/dataset'
import { formatCount } from '#shared/domain/format'
import { pacer, type LoadControl } from '../../text/control'
import type { Vocabulary } from '../../text/vocabulary'
import type { Streams } from './load-streams'
import { measuresOf } from './measures'
import { padId, startId, type TokenStream } from './token-stream'
import { indexOfLargest, TrigramCounts } from './trigram'

/** Of longer texts the end is counted, so that the counts take at most about 200 MB. */
const mostCounted = 5_000_000
/** Ids that are gone through before others get their turn. */
const idsAtOnce = 32 * 1024

/** The least probability that is told, as a loss has to be finite. */
const smallest = 1e-12

/** A token with the two before it, in the order of the stream. */
type Visit = (token: number, last: number, before: number) => void
type Guesser = (token: number, last: number, before: number) => Guessed
interface Guessed {
  readonly probability: number
  readonly best: number
}

/** Measured on the validation tokens, after what was trained on; when stopped, only those that were finished. */
export async function computeBaselines(
  { training, validation, vocabulary }: Pick<Streams, 'training' | 'validation' | 'vocabulary'>,
  control: LoadControl,
  most = mostCounted,
): Promise<readonly Baseline[]> {
  const walk = new Walk(control)
  const uniform = await uniformBaseline(validation, vocabulary, walk)
  const unigram = uniform && (await unigramBaseline(training, validation, vocabulary, walk))
  const trigram =
    unigram && (await trigramBaseline({ training, validation, vocabulary }, walk, most))
  return [uniform, unigram, trigram].filter((baseline) => baseline !== undefined)
}

/**
 * The baselines that need nothing to train on, on texts that a model is evaluated on. The unigrams are of these texts
 * themselves, so the best that telling the same at every place can reach.
 */
export async function evaluateBaselines(
  stream: TokenStream,
  vocabulary: Vocabulary,
  control: LoadControl,
): Promise<readonly Baseline[]> {
  const walk = new Walk(control)
  const uniform = await uniformBaseline(stream, vocabulary, walk)
  const unigram = uniform && (await unigramBaseline(stream, stream, vocabulary, walk))
  return [uniform, unigram].filter((baseline) => baseline !== undefined)
}

function uniformBaseline(
  measured: TokenStream,
  vocabulary: Vocabulary,
  walk: Walk,
): Promise<Baseline | undefined> {
  const probability = 1 / possibleTokens(vocabulary)
  const about = { name: 'uniform', title: 'Every token alike', ...now() } as const
  // None is the best; as often as not it is another one.
  return measure(about, measured, walk, () => ({ probability, best: -1 }), probability)
}

async function unigramBaseline(
  known: TokenStream,
  measured: TokenStream,
  vocabulary: Vocabulary,
  walk: Walk,
): Promise<Baseline | undefined> {
  const begun = now()
  const counts = new Float64Array(vocabulary.size)
  if (!(await walk.through(known, 0, (token) => counts[token]++))) return undefined
  const total = known.targets + possibleTokens(vocabulary)
  const best = indexOfLargest(counts)
  const about = { name: 'unigram', title: 'How often each token occurs', ...begun } as const
  return measure(about, measured, walk, (token) => ({
    probability: (counts[token] + 1) / total,
    best,
  }))
}

async function trigramBaseline(
  { training, validation, vocabulary }: Pick<Streams, 'training' | 'validation' | 'vocabulary'>,
  walk: Walk,
  most: number,
): Promise<Baseline | undefined> {
  const begun = now()
  const counts = new TrigramCounts()
  const from = Math.max(0, training.ids.length - most)
  const counted = await walk.through(training, from, (token, last, before) =>
    counts.add(before, last, token),
  )
  if (!counted) return undefined
  const trigram = counts.finish(vocabulary.size, possibleTokens(vocabulary))
  const part = from > 0 ? `, of the last ${formatCount(most)} tokens` : ''
  const about = { name: 'trigram', title: `Trigrams, Kneser-Ney${part}`, ...begun } as const
  return measure(about, validation, walk, (token, last, before) =>
    trigram.guess(before, last, token),
  )
}

/** Ids that can come up: neither <pad> nor <start>. */
function possibleTokens({ size }: Vocabulary): number {
  return size - 2
}

interface Begun {
  readonly name: BaselineName
  readonly title: string
  readonly started: number
}

function now(): Pick<Begun, 'started'> {
  return { started: performance.now() }
}

/** @param accuracy where it is known without looking */
async function measure(
  { name, title, started }: Begun,
  { ids, targets, characters }: TokenStream,
  walk: Walk,
  guess: Guesser,
  accuracy?: number,
): Promise<Baseline | undefined> {
  let loss = 0
  let right = 0
  const finished = await walk.through({ ids }, 0, (token, last, before) => {
    const { probability, best } = guess(token, last, before)
    loss -= Math.log(Math.max(smallest, probability))
    if (best === token) right++
  })
  if (!finished) return undefined
  return {
    ...{ name, title },
    accuracy: accuracy ?? right / targets,
    loss: loss / targets,
    extras: measuresOf(loss / targets, targets, characters),
    seconds: (performance.now() - started) / 1000,
  }
}

/** Goes through streams, tells that it does, and ends when asked to. */
class Walk {
  readonly #pace: ReturnType<typeof pacer>

  constructor(control: LoadControl) {
    this.#pace = pacer(control)
  }

  /** Every token that is to be foretold from place `from` on; false when stopped. */
  async through({ ids }: Pick<TokenStream, 'ids'>, from: number, visit: Visit): Promise<boolean> {
    const total = ids.length
    let [before, last] = [padId, padId]
    for (let start = from; start < total; start += idsAtOnce) {
      const piece = ids.subarray(start, Math.min(total, start + idsAtOnce))
      for (const [index, id] of piece.entries()) {
        if (id !== startId && (index > 0 || start > from)) visit(id, last, before)
        before = last
        last = id
      }
      const progress = { phase: 'baselines', done: start, total, unit: 'rows' } as const
      if (await this.#pace(() => progress)) return false
    }
    return true
  }
}
