// What a tagger is held against: the most frequent tag of all, and the most frequent tag of each word.
import { areEntityTags, EntityCounter } from '#shared/domain/entities'
import type { Baseline } from '#shared/domain/dataset'
import { classMetrics, macroF1 } from '#shared/domain/metrics'
import { pacer, type LoadControl } from '../../text/control'
import type { Sentences } from './sentences'

interface BaselineInput {
  readonly labels: readonly string[]
  /** Whether an id stands for words that are not known. */
  readonly isUnknown: (id: number) => boolean
  readonly training: Sentences
  readonly validation: Sentences
}

/** How much the tags of rare words count beside those of the word itself, in tokens. */
const prior = 1
/** Keras clips probabilities so in its cross-entropies. */
const smallest = 1e-7

/** Both, measured on the validation sentences; when stopped, only those that were finished. */
export async function computeTagBaselines(
  input: BaselineInput,
  control: LoadControl,
): Promise<readonly Baseline[]> {
  const started = performance.now()
  const counts = await countTags(input, control)
  if (!counts) return []
  const majority = measure(input, counts.all, () => null)
  const seconds = (performance.now() - started) / 1000
  const first: Baseline = { name: 'majority', title: 'Most frequent tag', ...majority, seconds }
  if (control.isStopped()) return [first]
  // Words seen once are like those never seen; where there are none, all words are.
  const rare = sumOf(counts.rare) > 0 ? counts.rare : counts.all
  const byWord = measure(input, rare, (id) => counts.byWord.get(id) ?? null)
  const second: Baseline = {
    name: 'most-frequent-tag',
    title: 'Most frequent tag of each word, of unknown words that of words seen once',
    ...byWord,
    seconds: (performance.now() - started) / 1000,
  }
  return [first, second]
}

/** The baseline that needs no training sentences: the most frequent tag of these themselves. */
export async function evaluateTagBaselines(
  labels: readonly string[],
  sentences: Sentences,
  control: LoadControl,
): Promise<readonly Baseline[]> {
  const started = performance.now()
  const input = { labels, isUnknown: () => true, training: sentences, validation: sentences }
  const counts = await countTags(input, control)
  if (!counts) return []
  const scores = measure(input, counts.all, () => null)
  const seconds = (performance.now() - started) / 1000
  return [{ name: 'majority', title: 'Most frequent tag', ...scores, seconds }]
}

interface TagCounts {
  /** By tag. */
  readonly all: Float64Array
  /** Of words that occur once. */
  readonly rare: Float64Array
  /** By token id, the unknown one left out. */
  readonly byWord: ReadonlyMap<number, Map<number, number>>
}

async function countTags(
  { labels, isUnknown, training }: BaselineInput,
  control: LoadControl,
): Promise<TagCounts | undefined> {
  const pace = pacer(control)
  const all = new Float64Array(labels.length)
  const rare = new Float64Array(labels.length)
  const byWord = new Map<number, Map<number, number>>()
  for (let sentence = 0; sentence < training.count; sentence++) {
    const { ids, tags } = training.read(sentence)
    for (const [place, id] of ids.entries()) {
      const tag = tags[place]
      all[tag]++
      if (isUnknown(id)) rare[tag]++
      else addTo(byWord, id, tag)
    }
    const place = { done: sentence, total: training.count, unit: 'rows' } as const
    if (await pace(() => ({ phase: 'baselines', ...place }))) return undefined
  }
  for (const counts of byWord.values()) {
    const [[tag, count], ...others] = counts
    if (others.length === 0 && count === 1) rare[tag]++
  }
  return { all, rare, byWord }
}

function addTo(byWord: Map<number, Map<number, number>>, id: number, tag: number): void {
  const counts = byWord.get(id) ?? new Map<number, number>()
  counts.set(tag, (counts.get(tag) ?? 0) + 1)
  byWord.set(id, counts)
}

/** Answers for each token by its own counts, with `others` for what these do not tell. */
function measure(
  { labels, validation }: BaselineInput,
  others: Float64Array,
  countsOf: (id: number) => ReadonlyMap<number, number> | null,
): Pick<Baseline, 'accuracy' | 'loss' | 'extras'> {
  const fallback = others.map((count) => count / sumOf(others))
  const usual = fallback.indexOf(fallback.reduce((most, one) => Math.max(most, one), 0))
  const entities = areEntityTags(labels) ? new EntityCounter() : null
  const confusion = labels.map(() => new Array<number>(labels.length).fill(0))
  let loss = 0
  let tokens = 0
  for (let sentence = 0; sentence < validation.count; sentence++) {
    const { ids, tags } = validation.read(sentence)
    const predicted = tags.map((tag, place) => {
      const counts = countsOf(ids[place])
      loss -= Math.log(Math.max(smallest, probabilityOf(tag, counts, fallback)))
      return counts ? likeliest(counts, fallback) : usual
    })
    for (const [place, tag] of tags.entries()) confusion[tag][predicted[place]]++
    tokens += tags.length
    const named = (some: Int32Array): string[] => Array.from(some, (tag) => labels[tag])
    entities?.add(named(tags), named(predicted))
  }
  const right = confusion.reduce((sum, row, tag) => sum + row[tag], 0)
  const found = classMetrics(confusion, labels).filter(({ support }) => support > 0)
  return {
    accuracy: right / tokens,
    loss: loss / tokens,
    extras: { valMacroF1: macroF1(found), ...(entities && { valEntityF1: entities.scores().f1 }) },
  }
}

function probabilityOf(
  tag: number,
  counts: ReadonlyMap<number, number> | null,
  fallback: Float64Array,
): number {
  if (!counts) return fallback[tag]
  let sum = 0
  for (const count of counts.values()) sum += count
  return ((counts.get(tag) ?? 0) + prior * fallback[tag]) / (sum + prior)
}

/** Of tags as frequent the one that other words have more often. */
function likeliest(counts: ReadonlyMap<number, number>, fallback: Float64Array): number {
  let best = -1
  let score = -1
  for (const [tag, count] of counts) {
    const found = count + prior * fallback[tag]
    if (found <= score) continue
    best = tag
    score = found
  }
  return best
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
