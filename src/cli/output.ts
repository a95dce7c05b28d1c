// What a command prints: answers on stdout, notes and the progress line on stderr.
import type { WriteStream } from 'node:tty'

/** The part of process.stdout and process.stderr that is used. */
export type TextStream = Pick<WriteStream, 'write'> & {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Where no line can be rewritten, progress is told this often. */
const plainProgressMs = 5000
const clearLine = '\r\u001b[K'

export class Output {
  readonly #stdout: TextStream
  readonly #stderr: TextStream
  #progressShown = false
  #lastPlain = performance.now()

  constructor(stdout: TextStream, stderr: TextStream) {
    this.#stdout = stdout
    this.#stderr = stderr
  }

  /** Columns to draw in. */
  get width(): number {
    return Math.min(this.#stdout.columns ?? 100, 120)
  }

  /** A line, or several, of the answer for people. */
  line(text = ''): void {
    this.#clearProgress()
    this.#stdout.write(`${text}\n`)
  }

  /** A piece of the answer for people, as it is. */
  text(text: string): void {
    this.#clearProgress()
    this.#stdout.write(text)
  }

  /** One JSON object on a line of its own; numbers that JSON cannot hold become null. */
  json(value: object): void {
    this.#clearProgress()
    this.#stdout.write(`${JSON.stringify(value)}\n`)
  }

  /** A sentence beside the answer. */
  note(text: string): void {
    this.#clearProgress()
    this.#stderr.write(`${text}\n`)
  }

  /** Rewrites the progress line in place; where that cannot be done, prints one now and then. */
  progress(text: string): void {
    if (this.#stderr.isTTY) {
      this.#stderr.write(`${clearLine}${text.slice(0, (this.#stderr.columns ?? 80) - 1)}`)
      this.#progressShown = true
    } else if (performance.now() - this.#lastPlain >= plainProgressMs) {
      this.#lastPlain = performance.now()
      this.#stderr.write(`${text}\n`)
    }
  }

  #clearProgress(): void {
    if (!this.#progressShown) return
    this.#progressShown = false
    this.#stderr.write(clearLine)
  }
}
