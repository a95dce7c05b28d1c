// Writes a text for each source by a trained run.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PredictOptions, SequencePrediction } from '#shared/domain/prediction'
import { targetTextOf, type TextOptions } from '#shared/experiment/text'
import type { LoadedRun } from '../../inference/load-run'
import { joinTokens } from '../../text/detokenize'
import { idsOf } from '../../text/encode'
import { createTokenizer } from '../../text/tokenizer'
import type { Vocabulary } from '../../text/vocabulary'
import { padded } from './batches'
import { finished } from './data/encode-sequence'
import { networkOf, type Network } from './network/network'
import { TargetText } from './target-text'
import { writeBeams } from './writing/write-beams'
import { writeGreedily } from './writing/write-greedily'
import { scoreOf, withoutEnd, writingLimit, type Written } from './writing/written'

const batchSize = 128

/** A source as the network reads it. */
interface Source {
  readonly text: string
  /** Uncut. */
  readonly tokens: readonly string[]
  /** At least one: an empty source is a padding. */
  readonly ids: Int32Array
  /** The tokens that `ids` stand for. */
  readonly seen: readonly string[]
}

/** One prediction for each text, in their order; with `beams` as many candidates. */
export async function predictTexts(
  run: LoadedRun,
  texts: readonly string[],
  { beams }: PredictOptions,
): Promise<readonly SequencePrediction[]> {
  const network = networkOf(run.model, run.experiment.model)
  const sources = sourcesOf(run, texts)
  const written = new Map<number, readonly Written[]>()
  for (const group of beams > 1 ? sources.map((_, row) => [row]) : groupsOf(sources)) {
    const answers = write(
      run,
      network,
      group.map((row) => sources[row]),
      beams,
    )
    for (const [index, row] of group.entries()) written.set(row, answers[index])
    await nextTurn()
  }
  return sources.map((source, row) => describeWritten(run, source, written.get(row) ?? []))
}

function sourcesOf({ vocabulary, experiment }: LoadedRun, texts: readonly string[]): Source[] {
  const tokenize = createTokenizer(experiment.text, vocabulary.merges)
  return texts.map((text) => {
    const tokens = tokenize(text)
    const places = Int32Array.from(tokens, (_, place) => place)
    // Cut as the ids are, so that each id has its token.
    const kept = finished(places, experiment.text, vocabulary)
    const seen = Array.from(kept, (place) => tokens[place])
    const ids = idsOf(seen, vocabulary)
    return { text, tokens, seen, ids: ids.length === 0 ? Int32Array.of(0) : ids }
  })
}

/** Only sources of the same length share a batch, so that none is padded for another. */
function groupsOf(sources: readonly Source[]): number[][] {
  const byLength = new Map<number, number[]>()
  for (const [row, { ids }] of sources.entries())
    byLength.set(ids.length, [...(byLength.get(ids.length) ?? []), row])
  return [...byLength.values()].flatMap((rows) =>
    Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, index) =>
      rows.slice(index * batchSize, (index + 1) * batchSize),
    ),
  )
}

function write(
  run: LoadedRun,
  network: Network,
  sources: readonly Source[],
  beams: number,
): readonly (readonly Written[])[] {
  const target = targetVocabularyOf(run)
  const limits = sources.map(({ ids }) => writingLimit(run.experiment.text, ids.length))
  if (beams > 1)
    return sources.map(({ ids }, index) =>
      writeBeams(network, target, ids, { beams, limit: limits[index] }),
    )
  const ids = padded(
    sources.map((source) => source.ids),
    run.experiment.text.padding,
  )
  return writeGreedily(network, target, { ...ids, limits }).map((written) => [written])
}

/** The prediction for a source from what was written, the best first. */
export function describeWritten(
  run: LoadedRun,
  source: Source,
  written: readonly Written[],
): SequencePrediction {
  const { vocabulary } = run
  const target = targetVocabularyOf(run)
  const targetText = targetTextOf(run.experiment.text)
  const text = new TargetText({ text: targetText, vocabulary: target })
  const candidates = written.map((one) => ({
    text: text.ofIds(withoutEnd(one.ids, target)),
    score: scoreOf(one),
  }))
  const best = written[0] as Written | undefined // there is one for each source
  return {
    kind: 'sequence',
    text: source.text,
    tokens: source.tokens.length,
    unknown: source.tokens.filter((token) => vocabulary.idOf(token) === vocabulary.unknown).length,
    written: candidates[0]?.text ?? '',
    sourceTokens: source.seen.map((token) => shownAlone(token, run.experiment.text)),
    writtenTokens: (best?.ids ?? []).map((id, place) => ({
      token: shownAlone(target.tokens[id], targetText),
      probability: best?.probabilities[place] ?? Number.NaN,
    })),
    attention:
      best?.attention?.map((weights) => Array.from(weights.subarray(0, source.seen.length))) ??
      null,
    candidates,
  }
}

/** A token by itself; byte pairs as the text that they stand for. */
function shownAlone(token: string, text: TextOptions): string {
  return text.level === 'bpe' ? joinTokens([token], text) : token
}

function targetVocabularyOf({ targetVocabulary }: LoadedRun): Vocabulary {
  if (!targetVocabulary) throw new Error('the run has no target vocabulary')
  return targetVocabulary
}
