// Byte-pair encoding: which neighbouring bytes are joined to tokens, learned from how often they occur, and the joining.
// Sennrich et al. 2016, "Neural machine translation of rare words with subword units"; on bytes as in Radford et al. 2019.
import { symbolsOf } from './byte-symbols'
import type { Pause } from './control'
import { MergeLearner } from './merge-learner'

/** The longest chunk in code points, a leading space not counted in: what makes the work of joining bounded. */
const longestChunk = 50

/**
 * English clitics, letters, digits and marks with the space before them, and white space; as GPT-2's pattern, with marks
 * on letters and a longest chunk.
 */
const chunks = new RegExp(
  String.raw`'(?:s|t|re|ve|m|ll|d)(?![\p{L}\p{M}])| ?[\p{L}\p{M}]{1,L}| ?\p{N}{1,L}| ?[^\s\p{L}\p{M}\p{N}]{1,L}|\s{1,L}(?!\S)|\s{1,L}`.replaceAll(
    '1,L',
    `1,${longestChunk}`,
  ),
  'gu',
)

/** The pieces of a text that tokens never reach beyond; one after the other they are the text. */
export function splitIntoChunks(text: string): string[] {
  return text.match(chunks) ?? []
}

/**
 * Merges in the order they were learned, each two tokens with a space between.
 * @param counts chunks and how often they occur
 * @param vocabularySize of the vocabulary with the reserved ids and the 256 bytes
 */
export function learnMerges(
  counts: Iterable<readonly [string, number]>,
  vocabularySize: number,
  reserved: number,
): readonly string[] {
  const learner = new MergeLearner(vocabularySize - reserved)
  for (const [chunk, count] of counts) learner.add(chunk, count)
  while (learner.learn());
  return learner.merges
}

/** Chunks, and merges, between two looks at whether to stop. */
const atOnce = { chunks: 2048, merges: 4 }

/** As `learnMerges`, letting others work in between; undefined when stopped. */
export async function learnMergesInTurns(
  counts: Iterable<readonly [string, number]>,
  { vocabularySize, reserved }: { readonly vocabularySize: number; readonly reserved: number },
  pause: Pause,
): Promise<readonly string[] | undefined> {
  const learner = new MergeLearner(vocabularySize - reserved)
  let added = 0
  for (const [chunk, count] of counts) {
    learner.add(chunk, count)
    if (++added % atOnce.chunks === 0 && (await pause())) return undefined
  }
  while (learner.learn())
    if (learner.merges.length % atOnce.merges === 0 && (await pause())) return undefined
  return learner.merges
}

/** A chunk's tokens. */
export function applyMerges(chunk: string, merges: readonly string[]): string[] {
  return joinByRank(symbolsOf(chunk), ranksOf(merges))
}

const mostRemembered = 50_000

/** A function that cuts a text into tokens; remembers the chunks that it met. */
export function mergingSplitter(merges: readonly string[]): (text: string) => string[] {
  const ranks = ranksOf(merges)
  const known = new Map<string, readonly string[]>()
  return (text) => {
    const tokens: string[] = []
    for (const chunk of splitIntoChunks(text)) {
      let found = known.get(chunk)
      if (!found) {
        found = joinByRank(symbolsOf(chunk), ranks)
        if (known.size < mostRemembered) known.set(chunk, found)
      }
      for (const token of found) tokens.push(token)
    }
    return tokens
  }
}

/** The place of each merge in their order, by what it joins. Kept as long as the merges are. */
const knownRanks = new WeakMap<readonly string[], ReadonlyMap<string, number>>()

function ranksOf(merges: readonly string[]): ReadonlyMap<string, number> {
  let ranks = knownRanks.get(merges)
  if (!ranks) knownRanks.set(merges, (ranks = new Map(merges.map((merge, rank) => [merge, rank]))))
  return ranks
}

/** Joins neighbours, the merge that was learned first before others, until no merge fits. */
function joinByRank(symbols: string[], ranks: ReadonlyMap<string, number>): string[] {
  let tokens = symbols
  for (;;) {
    let best = Infinity
    for (let at = 1; at < tokens.length; at++)
      best = Math.min(best, ranks.get(`${tokens[at - 1]} ${tokens[at]}`) ?? Infinity)
    if (best === Infinity) return tokens
    tokens = joinPairs(tokens, (one, other) => ranks.get(`${one} ${other}`) === best)
  }
}

function joinPairs(
  tokens: readonly string[],
  fits: (one: string, other: string) => boolean,
): string[] {
  const joined: string[] = []
  for (let at = 0; at < tokens.length; at++) {
    const next = tokens[at + 1] as string | undefined // beyond the last there is none
    if (next !== undefined && fits(tokens[at], next)) joined.push(tokens[at] + tokens[++at])
    else joined.push(tokens[at])
  }
  return joined
}
