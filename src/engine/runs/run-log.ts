// Adds to `log.jsonl`: the format, then a line for each thing in the run's life that is worth telling.
import type { LogLine } from '#shared/domain/run'
import type { Failure } from '#shared/protocol/result'
import { AppendFile } from './append-file'
import { logFormat } from './read-log'

export class RunLog {
  readonly #file: AppendFile

  constructor(path: string) {
    this.#file = new AppendFile(path, JSON.stringify({ type: 'format', format: logFormat }))
  }

  append(line: LogLine): Promise<Failure | null> {
    return this.#file.append(`${JSON.stringify(line)}\n`)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}
