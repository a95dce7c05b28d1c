// Bytes to text in the chosen or recognised encoding, with a count of what could not be decoded.
import { TextDecoder } from 'node:util'
import type { DataOptions } from '#shared/experiment/data'
import { formatCount } from '#shared/domain/format'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { replacementCounter } from './replacement-characters'
import { judgedBytes, recogniseEncoding, wideEncoding } from './recognise-encoding'
import type { ReadMeter } from './row'

type Encoding = DataOptions['encoding']

/** Over this share of undecodable characters a text is in another encoding, not merely damaged. */
const wrongEncodingShare = 0.01
const fewInvalid = 10
const enoughToJudge = 100_000
/** Rows are made of so much at a time. */
const pieceBytes = 64 * 1024

/** A decoder of one file; `meter` gets the encoding, the characters and the invalid byte sequences. */
export interface Decoder {
  /** Text of the next bytes; `last` gives out what is left over. */
  decode(bytes: Buffer, last: boolean): string
}

/** Decodes a stream of bytes. Ends with a failure on bytes that are no text or in another encoding. */
export async function* decodeText(
  chunks: AsyncIterable<Result<Buffer>>,
  choice: Encoding,
  name: string,
  meter: ReadMeter,
): AsyncGenerator<Result<string>, void> {
  let decoder: Decoder | undefined
  for await (const chunk of withHead(chunks, choice === 'auto' ? judgedBytes : 1)) {
    if (!chunk.ok) {
      yield chunk
      return
    }
    if (!decoder) {
      const created = createDecoder(chunk.value, choice, name, meter)
      if (!created.ok) {
        yield created
        return
      }
      decoder = created.value
    }
    for (let at = 0; at < chunk.value.length; at += pieceBytes) {
      const text = decoder.decode(chunk.value.subarray(at, at + pieceBytes), false)
      if (meter.characters > enoughToJudge && looksWrong(meter)) {
        yield wrongEncoding(name, meter)
        return
      }
      if (text !== '') yield success(text)
    }
  }
  const rest = decoder?.decode(Buffer.alloc(0), true) ?? ''
  if (rest !== '') yield success(rest)
  if (looksWrong(meter)) yield wrongEncoding(name, meter)
}

/** The chunks, of which the first ones are joined until there is enough to judge by. */
async function* withHead(
  chunks: AsyncIterable<Result<Buffer>>,
  enough: number,
): AsyncGenerator<Result<Buffer>, void> {
  let head: Buffer[] | null = []
  let length = 0
  for await (const chunk of chunks) {
    if (head === null || !chunk.ok) {
      // What came before a failure is worth reading, but it is told of sooner without.
      yield chunk
      continue
    }
    head.push(chunk.value)
    length += chunk.value.length
    if (length < enough) continue
    yield success(Buffer.concat(head))
    head = null
  }
  if (head !== null && length > 0) yield success(Buffer.concat(head))
}

/**
 * A decoder for a file by its first bytes, whose encoding is recognised where the choice is `auto`.
 * Fails on bytes that are no text.
 */
export function createDecoder(
  head: Buffer,
  choice: Encoding,
  name: string,
  meter: ReadMeter,
): Result<Decoder> {
  const { encoding, isGuess } =
    choice === 'auto' ? recogniseEncoding(head) : { encoding: choice, isGuess: false }
  const refused = encoding.startsWith('utf-16') ? undefined : refuseBinary(head, name)
  if (refused) return refused
  meter.encoding = encoding
  meter.isGuess ||= isGuess
  const decoder = newTextDecoder(encoding)
  if (!decoder)
    return failure(
      'data-unreadable',
      `This build cannot read the encoding ${encoding} of ${name}; save the file as UTF-8.`,
    )
  const counter = replacementCounter(encoding)
  let behind = 0
  const decode = (bytes: Buffer, last: boolean): string => {
    const text = mendWindows1252(decoder.decode(bytes, { stream: !last }), encoding)
    const replaced = behind + counter.count(bytes, text)
    behind = Math.min(0, replaced)
    meter.characters += text.length
    meter.invalid += Math.max(0, replaced)
    return text
  }
  return success({ decode })
}

function newTextDecoder(encoding: string): TextDecoder | undefined {
  try {
    return new TextDecoder(encoding)
  } catch {
    return undefined
  }
}

function refuseBinary(head: Buffer, name: string): Failure | undefined {
  const start = head.subarray(0, 4096)
  const zeros = start.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0)
  // One stray zero byte in a text is no reason to refuse it.
  if (zeros * 500 < start.length) return hasManyControls(start) ? notText(name) : undefined
  const wide = wideEncoding(head)
  if (wide)
    return failure(
      'data-unreadable',
      `${name} looks like UTF-16 without a byte order mark; choose the encoding ${wide}.`,
    )
  return notText(name)
}

/** Control characters other than white space and escape, which no text encoding uses. */
function hasManyControls(bytes: Buffer): boolean {
  let controls = 0
  for (const byte of bytes)
    if (byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1b) controls++
  return controls > 4 && controls * 20 > bytes.length
}

function notText(name: string): Failure {
  return failure(
    'data-unreadable',
    `${name} is a binary file, not text; export the data as CSV, TSV or JSON lines.`,
  )
}

/** Whether so much could not be decoded that the encoding must be another. */
export function looksWrong(meter: ReadMeter): boolean {
  return meter.invalid > fewInvalid && meter.invalid > meter.characters * wrongEncodingShare
}

/** The failure for a text in another encoding. */
export function wrongEncoding(name: string, meter: ReadMeter): Failure {
  const label = meter.encoding.toUpperCase()
  const other = meter.encoding === 'utf-8' ? ', for example windows-1252' : ''
  return failure(
    'data-unreadable',
    `${name} looks like it is not ${label}: ${formatCount(meter.invalid)} places in it could not be decoded; choose its encoding${other}.`,
  )
}

// What windows-1252 has at 0x80 to 0x9f; some versions of Node decode these bytes as Latin-1 (nodejs/node#56542).
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

function mendWindows1252(text: string, encoding: string): string {
  return encoding === 'windows-1252'
    ? text.replace(/[\x80-\x9f]/g, (letter) => windows1252[letter.charCodeAt(0) - 0x80])
    : text
}
