// Turns collected documents into two streams of final ids, once it is known which part is trained on.
import type { DatasetReport } from '#shared/domain/dataset'
import type { TextOptions } from '#shared/experiment/text'
import { success, type Result } from '#shared/protocol/result'
import { errorCode } from '../../../files/write-file'
import { buildVocabularyInTurns } from '../../text/build-vocabulary'
import { pacer, stopped, type LoadControl } from '../../text/control'
import { finalIdsOf, type FinalIds } from '../../text/final-ids'
import { describeLengths } from '../../text/length-statistics'
import { ProvisionalIds } from '../../text/provisional-ids'
import { NumberBlocks } from '../../text/storage/number-blocks'
import { scratchFailure } from '../../text/storage/scratch'
import type { Vocabulary } from '../../text/vocabulary'
import type { DocumentCollector } from './collect-documents'
import type { Cut } from './cut'
import { endId, startId, StreamBuilder, type TokenStream } from './token-stream'

export interface EncodedStreams {
  readonly training: TokenStream
  readonly validation: TokenStream
  readonly vocabulary: Vocabulary
  /** Documents of which a part is in the stream. */
  readonly trainingDocuments: number
  readonly validationDocuments: number
  readonly figures: Pick<DatasetReport, 'length' | 'vocabulary'>
}

/** Documents, and where they are cut. */
export interface CollectedDocuments {
  readonly collector: DocumentCollector
  readonly cut: Cut
  /** To read with; null: made of what is trained on. */
  readonly vocabulary: Vocabulary | null
}

/**
 * Makes the vocabulary of what is trained on and encodes both parts, going through all pieces twice in their order.
 * Fails with `stopped`, or with `disk-full` or `write-failed` when there are temporary files.
 */
export async function encodeDocuments(
  documents: CollectedDocuments,
  text: TextOptions,
  control: LoadControl,
): Promise<Result<EncodedStreams>> {
  try {
    const encoded = await new Encoding(documents, text, control).run()
    return encoded ? success(encoded) : stopped()
  } catch (error) {
    const { scratch } = documents.collector.store
    if (!scratch || errorCode(error) === undefined) throw error
    return scratchFailure(scratch.folder, error)
  }
}

/** A piece as both passes see it. */
interface VisitedPiece {
  readonly index: number
  /** The first `trained` of them are trained on. */
  readonly ids: Int32Array
  readonly trained: number
  readonly isFirst: boolean
  readonly isLast: boolean
}

class Encoding {
  readonly #provisional: ProvisionalIds
  readonly #pace: ReturnType<typeof pacer>
  readonly #training: Part
  readonly #validation: Part

  constructor(
    private readonly documents: CollectedDocuments,
    private readonly text: TextOptions,
    private readonly control: LoadControl,
  ) {
    const { collector } = documents
    this.#provisional = new ProvisionalIds(collector)
    this.#pace = pacer(control)
    this.#training = new Part(collector)
    this.#validation = new Part(collector)
  }

  async run(): Promise<EncodedStreams | undefined> {
    const { collector } = this.documents
    const counts = await this.#countTokens()
    if (!counts) return undefined
    const vocabulary = this.documents.vocabulary ?? (await this.#makeVocabulary(counts))
    if (!vocabulary || (await this.#pause(0.5))) return undefined
    const lengths = await this.#encode(vocabulary)
    if (!lengths) return undefined
    collector.store.release()
    const total = collector.pieces
    this.control.onProgress({ phase: 'encoding', done: total, total, unit: 'rows' })
    const [training, validation] = [this.#training, this.#validation]
    const unknown = validation.unknown / Math.max(1, validation.tokens)
    return {
      training: training.stream.finish(),
      validation: validation.stream.finish(),
      vocabulary,
      trainingDocuments: training.documents,
      validationDocuments: validation.documents,
      figures: {
        length: describeLengths(lengths.toArray()),
        vocabulary: {
          size: vocabulary.size,
          distinct: counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
          outOfVocabularyShare: unknown,
        },
      },
    }
  }

  #makeVocabulary(counts: Float64Array): Promise<Vocabulary | undefined> {
    return buildVocabularyInTurns(
      () => counted(this.documents.collector, counts),
      ...([this.text, 'writing', () => this.#pause(0.5)] as const),
    )
  }

  /** How often each provisional id means its token in what is trained on. */
  async #countTokens(): Promise<Float64Array | undefined> {
    const counts = new Float64Array(this.documents.collector.dictionary.slots)
    const finished = await this.#goThrough(0, ({ ids, trained }) => {
      for (const id of ids.subarray(0, trained)) if (id >= 0) counts[id]++
    })
    return finished ? counts : undefined
  }

  /** Fills both streams; answers with the final length of each document, undefined when stopped. */
  async #encode(vocabulary: Vocabulary): Promise<NumberBlocks | undefined> {
    const { dictionary } = this.documents.collector
    const final = await finalIdsOf(dictionary, vocabulary, () => this.#pause(0.5))
    if (!final) return undefined
    const lengths = new NumberBlocks()
    let length = 0
    const finished = await this.#goThrough(0.5, (piece) => {
      const { ids, trained, isFirst, isLast, index } = piece
      if (isFirst) this.#partOf(piece, 0).stream.push(startId)
      const characters = this.documents.collector.characters.at(index)
      const trainedCharacters = Math.round((characters * trained) / Math.max(1, ids.length))
      const before = this.#training.tokens + this.#validation.tokens
      this.#training.add(final, ids.subarray(0, trained), trainedCharacters, vocabulary)
      this.#validation.add(final, ids.subarray(trained), characters - trainedCharacters, vocabulary)
      length += this.#training.tokens + this.#validation.tokens - before
      if (!isLast) return
      this.#partOf(piece, ids.length - 1).stream.push(endId)
      this.#training.endDocument()
      this.#validation.endDocument()
      lengths.push(length)
      length = 0
    })
    return finished ? lengths : undefined
  }

  /** The part that an id of a piece is in. */
  #partOf({ trained }: VisitedPiece, place: number): Part {
    return place < trained ? this.#training : this.#validation
  }

  /**
   * Visits all pieces in their order; false when stopped.
   * @param begun how much of the whole work has been done before, 0 or 0.5
   */
  async #goThrough(begun: number, visit: (piece: VisitedPiece) => void): Promise<boolean> {
    const { collector, cut } = this.documents
    const { pieces, ends } = collector
    const cursor = this.#provisional.fromStart()
    let document = 0
    let offset = 0
    let isFirst = true
    for (let index = 0; index < pieces; index++) {
      const ids = cursor.take()
      const isLast = document < ends.length && ends.at(document) === index + 1
      const trained = cut.trainedOf(document, offset, ids.length)
      visit({ index, ids, trained, isFirst, isLast })
      offset += ids.length
      isFirst = isLast
      if (isLast) document++
      if (index % piecesAtOnce === 0 && (await this.#pause(begun + index / (2 * pieces)))) {
        return false
      }
    }
    return true
  }

  #pause(share: number): Promise<boolean> {
    const total = this.documents.collector.pieces
    const done = Math.floor(share * total)
    return this.#pace(() => ({ phase: 'encoding', done, total, unit: 'rows' }))
  }
}

/** Pieces between two looks at whether to stop. */
const piecesAtOnce = 16

/** One of the two streams in the making. */
class Part {
  readonly stream: StreamBuilder
  /** Without <start> and <end>. */
  tokens = 0
  unknown = 0
  documents = 0
  #hasOfDocument = false

  constructor({ store }: DocumentCollector) {
    this.stream = new StreamBuilder(store.scratch)
  }

  add(final: FinalIds, ids: Int32Array, characters: number, { unknown }: Vocabulary): void {
    this.#hasOfDocument ||= ids.length > 0
    for (const id of final.of(ids)) {
      this.stream.push(id)
      this.tokens++
      if (id === unknown) this.unknown++
    }
    this.stream.endPiece(characters)
  }

  endDocument(): void {
    if (this.#hasOfDocument) this.documents++
    this.#hasOfDocument = false
  }
}

/** Tokens of what is trained on in the order of first occurrence in the data. */
function* counted(
  { dictionary }: DocumentCollector,
  counts: Float64Array,
): Generator<[string, number]> {
  for (const [token, id] of dictionary.entries()) if (counts[id] > 0) yield [token, counts[id]]
}
