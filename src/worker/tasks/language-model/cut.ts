// Which part of the documents is trained on, and which is set aside to validate on.
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Result } from '#shared/protocol/result'
import { seededRandom, shuffledOrder } from '../../text/random'

/** Tells the parts by piece. */
export interface Cut {
  /**
   * How many of a piece's ids are trained on; the others follow them and are validated on.
   * @param offset ids before the piece
   */
  trainedOf(document: number, offset: number, length: number): number
}

/** What is to be cut. */
export interface Whole {
  readonly name: string
  readonly documents: number
  /** Provisional ids. */
  readonly tokens: number
  /** Documents from this one on are of a file of their own to validate on; null: there is none. */
  readonly validationFrom: number | null
}

/** The last share of the tokens, drawn documents, or a file of its own. Fails with `data-unusable`. */
export function cutDocuments(
  whole: Whole,
  { validationRows, validationSplit }: Pick<DataOptions, 'validationRows' | 'validationSplit'>,
  seed: number,
): Result<Cut> {
  const { validationFrom, tokens } = whole
  if (validationFrom !== null)
    return success({
      trainedOf: (document, _offset, length) => (document < validationFrom ? length : 0),
    })
  if (validationRows === 'random') return drawDocuments(whole, validationSplit, seed)
  const trained = Math.round(tokens * (1 - validationSplit))
  return success({
    trainedOf: (_document, offset, length) => Math.max(0, Math.min(length, trained - offset)),
  })
}

function drawDocuments(
  { name, documents }: Whole,
  validationSplit: number,
  seed: number,
): Result<Cut> {
  if (documents < 2)
    return failure(
      'data-unusable',
      `${name} is a single document, so none can be drawn to validate on; set data.validationRows to "last", or give more documents.`,
    )
  const count = Math.max(1, Math.min(documents - 1, Math.round(documents * validationSplit)))
  const isValidation = new Uint8Array(documents)
  for (const document of shuffledOrder(documents, seededRandom(seed)).subarray(0, count))
    isValidation[document] = 1
  return success({
    trainedOf: (document, _offset, length) => (isValidation[document] === 1 ? 0 : length),
  })
}
