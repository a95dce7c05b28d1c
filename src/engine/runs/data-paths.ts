// Which data the runs in the store were trained on; experiments that have not changed are not read again.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { allPathsOf } from '#shared/experiment/data'
import { readExperiment, runFiles } from './run-files'

interface Known {
  readonly stamp: string
  readonly paths: readonly string[]
}

export class DataPaths {
  readonly #known = new Map<string, Known>()

  /** The data files and folders of a run; none when its experiment cannot be read. */
  async of(folder: string): Promise<readonly string[]> {
    const found = statSync(join(folder, runFiles.experiment), { throwIfNoEntry: false })
    const stamp = found ? `${found.size} ${found.mtimeMs}` : ''
    const known = this.#known.get(folder)
    if (known?.stamp === stamp) return known.paths
    const experiment = await readExperiment(folder)
    if (!experiment.ok) return []
    const paths = allPathsOf(experiment.value.data)
    this.#known.set(folder, { stamp, paths })
    return paths
  }
}
