// The vocabulary that an encoder-decoder writes with: that of the lab's own export, or numbers.
import { textSchema, type TextOptions } from '#shared/experiment/text'
import { failure, success, type Result } from '#shared/protocol/result'
import { reservedIds, vocabularyToJson, type VocabularyJson } from '../../text/vocabulary'
import { Remarks } from '../objections'
import type { SiblingFile } from '../siblings'
import { mapIds, vocabularyOfMap } from './id-map'
import { readTokens } from './read-tokens'

/** @param ids how many the decoder knows */
export function targetWords(
  beside: SiblingFile | null,
  ids: number,
  text: TextOptions | null,
): Result<VocabularyJson> {
  if (!beside) return success(numbers(ids, text))
  const read = readTokens(beside.content, beside.file, ids, new Remarks())
  if (!read.ok) return read
  if (read.value.kind !== 'lab' || read.value.vocabulary.purpose !== 'writing')
    return failure(
      'model-refused',
      `${beside.file} is not of a model that writes texts. Put the target-vocabulary.json of the same export beside the model.`,
    )
  const { vocabulary } = read.value
  return vocabulary.size > ids
    ? failure(
        'model-refused',
        `${beside.file} has ${vocabulary.size} tokens, but the decoder knows ${ids} ids. Put the target-vocabulary.json of the same export beside the model.`,
      )
    : success(vocabularyToJson(vocabulary, text ?? read.value.text))
}

function numbers(ids: number, text: TextOptions | null): VocabularyJson {
  const own = text ?? textSchema.parse({ stripHtml: false, punctuation: 'drop' })
  const reserved = reservedIds(own.level, 'writing')
  const tokens = Array.from({ length: ids }, (_, id) => (id < reserved ? null : String(id)))
  return vocabularyOfMap(mapIds(tokens, ids, 'writing', own.level), own, 'writing')
}
