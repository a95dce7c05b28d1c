// Which id a tagger reads a word as: its own, or that of its shape where the vocabulary does not know it.
import type { TextOptions } from '#shared/experiment/text'
import { buildVocabulary, type Vocabulary } from '../../text/vocabulary'
import { isShape, shapesOf } from './word-shape'

/** Words of so many training tokens or fewer are what unknown ones are like. */
const rareCount = 3
/** Shapes that fewer rare training tokens share are left out. */
const leastOfShape = 10

type ReadAs = Pick<TextOptions, 'lowercase' | 'wordShapes'>

/** Reads words as ids, the same way for training, measuring and predicting. */
export class WordIds {
  /** The ids below this stand for no word of their own. */
  readonly firstWord: number

  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly text: ReadAs,
  ) {
    const { reserved, tokens } = vocabulary
    const words = text.wordShapes
      ? tokens.findIndex((token, id) => id >= reserved && !isShape(token))
      : reserved
    this.firstWord = words < 0 ? tokens.length : words
  }

  /** The id that a word is read as. */
  idOf(word: string): number {
    const { lowercase, wordShapes } = this.text
    const read = lowercase ? word.toLowerCase() : word
    const id = this.#ownId(read)
    if (id !== undefined) return id
    if (!wordShapes) return this.vocabulary.unknown
    return this.#ownId(word.toLowerCase()) ?? this.shapeId(read)
  }

  /** The id that a word is read as when it is taken for an unknown one. */
  shapeId(word: string): number {
    const { idOf, unknown } = this.vocabulary
    if (!this.text.wordShapes) return unknown
    return (
      shapesOf(word)
        .map(idOf)
        .find((id) => id !== unknown) ?? unknown
    )
  }

  /** Whether an id says that the word itself is not known. */
  isUnknown(id: number): boolean {
    return id < this.firstWord
  }

  #ownId(word: string): number | undefined {
    const id = this.vocabulary.idOf(word)
    return this.isUnknown(id) ? undefined : id
  }
}

/**
 * The vocabulary of training tokens, the shapes of rare ones first where they are read.
 * @param counts how often each occurs, in the order of first occurrence
 */
export function buildWordVocabulary(
  counts: readonly (readonly [string, number])[],
  text: TextOptions,
): Vocabulary {
  if (!text.wordShapes) return buildVocabulary(counts, text)
  const shapes = new Map<string, number>()
  for (const [word, count] of counts)
    if (count <= rareCount)
      for (const shape of shapesOf(word)) shapes.set(shape, (shapes.get(shape) ?? 0) + count)
  const shared = [...shapes].filter(([, count]) => count >= leastOfShape)
  // More than any word has, so that no shape falls out of a small vocabulary before a word does.
  const first = shared.map(([shape]) => [shape, Infinity] as const)
  return buildVocabulary([...first, ...counts], text)
}
