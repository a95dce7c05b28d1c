// Cuts a text into blocks of lines with blank lines between, which is how files of one token per line tell sentences apart.
import { failure, success, type Result } from '#shared/protocol/result'
import { longestText } from './row'

/** The lines of a sentence, comments included, without their line ends. */
export interface Block {
  /** 1-based line of the file where it starts. */
  readonly line: number
  readonly lines: readonly string[]
}

/** Blocks in batches, none of them empty; last a failure if one is too long to be a sentence. */
export async function* readBlocks(
  texts: AsyncIterable<Result<string>>,
  name: string,
): AsyncGenerator<Result<Block[]>, void> {
  const cutter = new BlockCutter()
  for await (const text of texts) {
    if (!text.ok) {
      yield text
      return
    }
    const blocks = cutter.add(text.value)
    if (blocks.length > 0) yield success(blocks)
    if (cutter.held > longestText) {
      yield failure(
        'data-unusable',
        `${name}, line ${cutter.line}: the sentence that starts here is longer than 16 MiB; put a blank line between sentences.`,
      )
      return
    }
  }
  const last = cutter.end()
  if (last.length > 0) yield success(last)
}

class BlockCutter {
  #lines: string[] = []
  #start = 1
  #count = 0
  #rest = ''
  #held = 0

  /** Characters of the block under way. */
  get held(): number {
    return this.#held + this.#rest.length
  }

  /** Where the block under way starts. */
  get line(): number {
    return this.#start
  }

  add(text: string): Block[] {
    const pieces = (this.#rest + text).split('\n')
    this.#rest = pieces.pop() ?? ''
    return pieces.flatMap((line) => this.#take(line))
  }

  end(): Block[] {
    return [...this.#take(this.#rest), ...this.#take('')]
  }

  #take(raw: string): Block[] {
    this.#count++
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (line.trim() !== '') {
      if (this.#lines.length === 0) this.#start = this.#count
      this.#lines.push(line)
      this.#held += line.length
      return []
    }
    const { length } = this.#lines
    const block = { line: this.#start, lines: this.#lines }
    this.#lines = []
    this.#held = 0
    this.#start = this.#count + 1
    return length === 0 ? [] : [block]
  }
}
