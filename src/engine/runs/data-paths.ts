// Which data files the runs in the store were trained on; experiments that have not changed are not read again.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readExperiment, runFiles } from './run-files'

interface Known {
  readonly stamp: string
  readonly path: string
}

export class DataPaths {
  readonly #known = new Map<string, Known>()

  /** The data file of a run, or null when its experiment cannot be read. */
  async of(folder: string): Promise<string | null> {
    const found = statSync(join(folder, runFiles.experiment), { throwIfNoEntry: false })
    const stamp = found ? `${found.size} ${found.mtimeMs}` : ''
    const known = this.#known.get(folder)
    if (known?.stamp === stamp) return known.path
    const experiment = await readExperiment(folder)
    if (!experiment.ok) return null
    const { path } = experiment.value.data
    this.#known.set(folder, { stamp, path })
    return path
  }
}
