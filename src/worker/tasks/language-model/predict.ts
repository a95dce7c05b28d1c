// How probable a language model finds texts, token by token.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LikelihoodPrediction } from '#shared/domain/prediction'
import { tf } from '../../backend'
import { logitsFromState, type NetworkState } from '../../generation/forward-from-state'
import type { LoadedRun } from '../../inference/load-run'
import { releaseMasks } from '../../model/dropout'
import { createTokenizer } from '../../text/tokenizer'
import { startId } from './token-stream'

/** Tokens that are read at once. */
const pieceLength = 256

/** One prediction for each text, in their order. */
export async function likelihoods(
  run: LoadedRun,
  texts: readonly string[],
): Promise<readonly LikelihoodPrediction[]> {
  const predictions: LikelihoodPrediction[] = []
  for (const text of texts) predictions.push(await likelihoodOf(run, text))
  return predictions
}

async function likelihoodOf(run: LoadedRun, text: string): Promise<LikelihoodPrediction> {
  const { vocabulary, experiment } = run
  const tokens = createTokenizer(experiment.text, vocabulary.merges)(text)
  const ids = tokens.map((token) => vocabulary.idOf(token))
  const probabilities = await probabilitiesOf(run, ids)
  const total = probabilities.reduce((sum, probability) => sum + Math.log(probability), 0)
  return {
    kind: 'likelihood',
    text,
    tokens: tokens.length,
    unknown: ids.filter((id) => id === vocabulary.unknown).length,
    perplexity: tokens.length === 0 ? Number.NaN : Math.exp(-total / tokens.length),
    probabilities: tokens.map((token, index) => ({ token, probability: probabilities[index] })),
  }
}

/** The probability of each id after those before it, the first after <start>. */
async function probabilitiesOf({ model }: LoadedRun, ids: readonly number[]): Promise<number[]> {
  const read = [startId, ...ids.slice(0, -1)]
  const found: number[] = []
  let state: NetworkState | null = null
  try {
    for (let from = 0; from < ids.length; from += pieceLength) {
      const piece = read.slice(from, from + pieceLength)
      const before: NetworkState | null = state
      const wanted = ids.slice(from, from + pieceLength)
      const { values, after }: ReadPiece = tf.tidy(() => {
        const input = tf.tensor2d(piece, [1, piece.length], 'int32')
        const { logits, state: next } = logitsFromState(model, input, before, false, false)
        const all = tf.softmax(logits).dataSync<'float32'>()
        const width = logits.shape[2]
        const values = wanted.map((id, place) => all[place * width + id])
        return { values, after: next.map((layer) => layer.map((tensor) => tf.keep(tensor))) }
      })
      if (before) tf.dispose(before.flat())
      state = after
      found.push(...values)
      await nextTurn()
    }
  } finally {
    if (state) tf.dispose(state.flat())
    releaseMasks(model)
  }
  return found
}

interface ReadPiece {
  readonly values: number[]
  readonly after: NetworkState
}
