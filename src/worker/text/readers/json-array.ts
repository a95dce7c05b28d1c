// Cuts the elements out of a JSON array as its text comes in, so that no more than one of them is held.
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { readLines, type Line } from './json-lines'
import { longestText } from './row'

type Texts = AsyncIterable<Result<string>>

/** Rows are flat; what is nested deeper than this is made to exhaust a parser. */
const deepest = 500

/**
 * The elements of the array in a .json file, in batches, not parsed yet. A file of one object per line, which many
 * name .json too, is read as such. Last a failure if the array is not one.
 */
export async function* readArray(texts: Texts, name: string): AsyncGenerator<Result<Line[]>, void> {
  const iterator = texts[Symbol.asyncIterator]()
  try {
    let start = ''
    while (start.trim() === '') {
      const next = await iterator.next()
      if (next.done) return
      if (!next.value.ok) {
        yield next.value
        return
      }
      start += next.value.value
      if (start.length > longestText) return
    }
    const all = replay(start, iterator)
    yield* start.trimStart().startsWith('{') ? readLines(all, name) : cutElements(all, name)
  } finally {
    await iterator.return?.()
  }
}

async function* replay(
  start: string,
  rest: AsyncIterator<Result<string>>,
): AsyncGenerator<Result<string>, void> {
  yield success(start)
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

async function* cutElements(texts: Texts, name: string): AsyncGenerator<Result<Line[]>, void> {
  const cutter = new ArrayCutter(name)
  for await (const text of texts) {
    if (!text.ok) {
      yield text
      return
    }
    const problem = cutter.add(text.value)
    const elements = cutter.take()
    if (elements.length > 0) yield success(elements)
    if (problem) {
      yield problem
      return
    }
  }
  const problem = cutter.end()
  if (problem) yield problem
}

/** Follows strings and brackets; all else is for JSON.parse to judge. */
class ArrayCutter {
  #found: Line[] = []
  /** Text of the element under way, from earlier chunks. */
  #parts: string[] = []
  #length = 0
  #depth = 0
  #inString = false
  #afterBackslash = false
  #line = 1
  /** The line that the element under way starts on; 0 before its first letter. */
  #elementLine = 0
  #hasEnded = false

  constructor(private readonly name: string) {}

  /** The elements that are whole since the last time. */
  take(): Line[] {
    const found = this.#found
    this.#found = []
    return found
  }

  add(text: string): Failure | undefined {
    let from = 0
    let at = 0
    // Whatever else there is has no meaning for where elements begin and end.
    const marks = /["\\{}[\],\n]|[^\s"\\{}[\],]/g
    const inString = /["\\\n]/g
    while (at < text.length) {
      if (this.#afterBackslash) {
        this.#afterBackslash = false
        if (text[at] === '\n') this.#line++
        at++
        continue
      }
      const pattern = this.#inString ? inString : marks
      pattern.lastIndex = at
      const match = pattern.exec(text)
      if (!match) break
      at = match.index + 1
      const mark = match[0]
      if (mark === '\n') this.#line++
      else if (this.#inString) {
        if (mark === '\\') this.#afterBackslash = true
        else this.#inString = false
      } else {
        const problem = this.#outside(mark, text, from, at)
        if (problem) return problem
        if (this.#depth === 1 && (mark === '[' || mark === ',') && this.#elementLine === 0)
          from = at
        // Letters of numbers and words mean nothing either.
        if (/[^"\\{}[\],]/.test(mark)) at = afterWord(text, at)
      }
    }
    if (this.#depth > 0) this.#keep(text.slice(from))
    return this.#length > longestText ? this.#tooLong() : undefined
  }

  end(): Failure | undefined {
    if (this.#hasEnded) return undefined
    return this.#refuse(
      this.#inString && this.#elementLine > 0 ? this.#elementLine : this.#line,
      this.#depth === 0
        ? 'there is no array'
        : 'the file ends in the middle of the array; it may not be complete: download or copy it again, or look for a quote that is never closed',
    )
  }

  #outside(mark: string, text: string, from: number, at: number): Failure | undefined {
    if (this.#hasEnded)
      return this.#refuse(this.#line, 'there is more after the end of the array; remove it')
    if (this.#depth === 0) {
      if (mark !== '[')
        return this.#refuse(
          this.#line,
          'this is not the start of an array; write an array of objects, such as [{"text":"...","label":"..."}]',
        )
      this.#depth = 1
      return undefined
    }
    const endsElement = this.#depth === 1 && (mark === ',' || mark === ']')
    if (endsElement) {
      this.#finish(text.slice(from, at - 1))
      if (mark === ']') {
        this.#depth = 0
        this.#hasEnded = true
      }
      return undefined
    }
    if (this.#elementLine === 0) this.#elementLine = this.#line
    if (mark === '"') this.#inString = true
    else if (mark === '{' || mark === '[') this.#depth++
    else if (mark === '}' || mark === ']') this.#depth--
    if (this.#depth < 1)
      return this.#refuse(this.#line, 'a bracket is closed that was never opened; mend the array')
    return this.#depth > deepest
      ? this.#refuse(this.#elementLine, 'a row is nested too deeply; write flat objects')
      : undefined
  }

  #finish(rest: string): void {
    this.#keep(rest)
    const text = this.#parts.join('')
    if (this.#elementLine > 0) this.#found.push({ line: this.#elementLine, text })
    this.#parts = []
    this.#length = 0
    this.#elementLine = 0
  }

  #keep(text: string): void {
    this.#parts.push(text)
    this.#length += text.length
  }

  #tooLong(): Failure {
    return this.#refuse(
      this.#elementLine || this.#line,
      'the row that starts here is longer than 16 MiB; look for a quote or bracket that is never closed, or split the row',
    )
  }

  #refuse(line: number, what: string): Failure {
    return failure('data-unusable', `${this.name}, line ${line}: ${what}.`)
  }
}

function afterWord(text: string, at: number): number {
  const end = /[\s"\\{}[\],]/g
  end.lastIndex = at
  return end.exec(text)?.index ?? text.length
}
