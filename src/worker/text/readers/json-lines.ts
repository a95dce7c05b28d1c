// Rows of JSON objects: one on each line of a .jsonl (https://jsonlines.org), or the elements of an array.
import { plural } from '#shared/domain/format'
import { failure, success, type Result } from '#shared/protocol/result'
import { longestText, rowOf, rowOfLists, sampleRows, skippedRow } from './row'
import type { ChosenColumns, RawRow, Sample } from './row'
import { fillTemplate } from './template'

type Texts = AsyncIterable<Result<string>>
/** So many lines without an object are enough to tell that it is another format. */
const patience = 1000

type JsonObject = Record<string, unknown>

/** The text of one object, and the line that it starts on. */
export interface Line {
  readonly line: number
  readonly text: string
}

type Lines = AsyncIterable<Result<Line[]>>

/**
 * The keys of the first rows, in the order they come up in, and these rows. A row may leave keys out, so it reads on
 * for the `wanted` ones, to the end if need be.
 */
export async function sampleObjects(
  source: Lines,
  name: string,
  wanted: readonly string[] = [],
): Promise<Result<Sample>> {
  const objects: JsonObject[] = []
  const keys = new Set<string>()
  let lines = 0
  for await (const batch of source) {
    if (!batch.ok) {
      if (objects.length > 0) break
      return batch
    }
    lines += batch.value.length
    const parsed = batch.value.map((line) => parseObject(line.text))
    for (const one of parsed) {
      if (typeof one === 'string') continue
      for (const key of Object.keys(one)) keys.add(key)
      if (objects.length < sampleRows) objects.push(one)
    }
    const enough = objects.length >= sampleRows && wanted.every((key) => keys.has(key))
    if (enough || (objects.length === 0 && lines > patience)) break
  }
  if (lines === 0) return failure('data-unusable', `${name} is empty; choose a file with rows.`)
  if (objects.length === 0)
    return failure(
      'data-unusable',
      `${name} holds no JSON objects in its first ${plural(lines, 'line')}; write one per line, such as {"text":"...","label":"..."}, or an array of them in a .json file.`,
    )
  const columns = [...keys]
  const rows = objects.map((object) => columns.map((key) => cellOf(object, key)))
  return success({ columns, rows })
}

function cellOf(object: JsonObject, key: string): string {
  const value = Object.hasOwn(object, key) ? object[key] : ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The rows, in batches. */
export async function* readObjects(
  source: Lines,
  columns: ChosenColumns,
): AsyncGenerator<Result<RawRow[]>, void> {
  for await (const batch of source) {
    if (batch.ok) yield success(batch.value.map((line) => toRow(line, columns)))
    else yield batch
  }
}

function toRow({ line, text }: Line, columns: ChosenColumns): RawRow {
  const object = parseObject(text)
  if (typeof object === 'string') return skippedRow(line, object)
  const needed = columns.template ? [columns.label] : [columns.text, columns.label]
  for (const key of needed)
    if (!Object.hasOwn(object, key) || object[key] === null)
      return skippedRow(line, `It has no "${key}".`)
  const value = columns.template
    ? (fillTemplate(columns.template, (key) => wordsOf(object, key)) ?? '')
    : object[columns.text]
  const label = object[columns.label]
  if (columns.listLabels && Array.isArray(label) && typeof value === 'string')
    return rowOf(line, value, JSON.stringify(label), columns)
  const tagged = rowOfLists(line, value, label, columns)
  if (tagged) return tagged
  if (typeof value !== 'string') return skippedRow(line, `"${columns.text}" is not a string.`)
  if (typeof label === 'object')
    return skippedRow(line, `"${columns.label}" is not a string or a number.`)
  return rowOf(line, value, String(label), columns)
}

/** A value inside a template; a key that is missing or null leaves nothing. */
function wordsOf(object: JsonObject, key: string): string {
  return object[key] === null ? '' : cellOf(object, key)
}

/** The object on a line, or why there is none. */
function parseObject(text: string): JsonObject | string {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
    return 'It is JSON, but not an object.'
  } catch {
    return 'It is not JSON.'
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Lines that are not blank, in batches. Splits at line feeds only: U+2028 may stand inside a JSON string. */
export async function* readLines(texts: Texts, name: string): AsyncGenerator<Result<Line[]>, void> {
  let rest = ''
  let count = 0
  for await (const text of texts) {
    if (!text.ok) {
      yield text
      return
    }
    const pieces = text.value.split('\n')
    pieces[0] = rest + pieces[0]
    rest = pieces.pop() ?? ''
    const lines = pieces.map((piece, index) => ({ line: count + index + 1, text: piece }))
    count += pieces.length
    if (lines.length > 0) yield success(lines.filter((line) => line.text.trim() !== ''))
    if (rest.length > longestText) {
      yield failure(
        'data-unusable',
        `${name}, line ${count + 1}: the line is longer than 16 MiB; write one JSON object per line.`,
      )
      return
    }
  }
  if (rest.trim() !== '') yield success([{ line: count + 1, text: rest }])
}
