// Writes small datasets into a temporary folder for the tests of the readers.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { dataSchema, type DataOptions } from '#shared/experiment/data'
import { textSchema, type TextOptions } from '#shared/experiment/text'
import type { LoadControl } from '../../../src/worker/text/control'

/** A folder that ends with the tests. */
export class DataFiles {
  readonly root = mkdtempSync(path.join(tmpdir(), 'unroll-data-'))

  /** Writes a file, its folders too, and answers with its path. */
  write(name: string, content: string | Uint8Array): string {
    const file = path.join(this.root, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
    return file
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** Data options with the defaults of the schema. */
export function dataOptions(path: string, others: Partial<DataOptions> = {}): DataOptions {
  return { ...dataSchema.parse({ path }), ...others }
}

/** Text options with the defaults of the schema. */
export function textOptions(others: Partial<TextOptions> = {}): TextOptions {
  return { ...textSchema.parse({}), ...others }
}

/** Never stops and wants to hear nothing. */
export const quiet: LoadControl = { onProgress: () => {}, isStopped: () => false }

/** A CSV of so many rows with two labels in turn. */
export function csvOf(rows: number, header = 'text,label'): string {
  const lines = Array.from(
    { length: rows },
    (_, row) => `row number ${row} is ${row % 2 ? 'good' : 'bad'},${row % 2 ? 'pos' : 'neg'}`,
  )
  return `${header}\n${lines.join('\n')}\n`
}
