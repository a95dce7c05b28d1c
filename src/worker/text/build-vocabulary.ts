// Makes a vocabulary of any size without keeping others waiting: learning byte pairs takes seconds.
import { vocabularySizeOf, type TextOptions } from '#shared/experiment/text'
import { learnMergesInTurns } from './bpe'
import type { Pause } from './control'
import { buildVocabulary, reservedIds, type Purpose, type Vocabulary } from './vocabulary'

/**
 * As `buildVocabulary`, letting others work in between; undefined when stopped.
 * @param counts gives the counts from the start each time
 */
export async function buildVocabularyInTurns(
  counts: () => Iterable<readonly [string, number]>,
  text: TextOptions,
  purpose: Purpose,
  pause: Pause,
): Promise<Vocabulary | undefined> {
  if (await pause()) return undefined
  if (text.level !== 'bpe') return buildVocabulary(counts(), text, purpose)
  const room = {
    vocabularySize: vocabularySizeOf(text),
    reserved: reservedIds(text.level, purpose),
  }
  const merges = await learnMergesInTurns(counts(), room, pause)
  return merges && buildVocabulary(counts(), text, purpose, merges)
}
