// The run folder's `metrics.csv`, for spreadsheets and data frames.
import { open, type FileHandle } from 'node:fs/promises'
import { csvHeader, CsvRows } from './csv-rows'
import type { MetricsEntry } from './metrics-entries'
import type { MetricsFile } from './metrics-file'

export class MetricsCsv implements MetricsFile {
  readonly #path: string
  #rows = new CsvRows([])
  #file: FileHandle | null = null

  constructor(path: string) {
    this.#path = path
  }

  async begin(extras: readonly string[]): Promise<void> {
    await this.#letGo()
    this.#rows = new CsvRows(extras)
    this.#file = await open(this.#path, 'w')
    await this.#file.appendFile(csvHeader(extras))
  }

  async append(entries: readonly MetricsEntry[]): Promise<void> {
    const rows = this.#rows.add(entries)
    if (rows) await this.#file?.appendFile(rows)
  }

  async close(): Promise<void> {
    try {
      await this.#file?.appendFile(this.#rows.end())
    } finally {
      await this.#letGo()
    }
  }

  async #letGo(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }
}
