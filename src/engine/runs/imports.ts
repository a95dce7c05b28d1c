// Takes runs and models from elsewhere into the store, by what their file is.
import type { ImportOptions, ImportReport } from '#shared/domain/import'
import { success, type Result } from '#shared/protocol/result'
import type { ErrandControl } from '../errands'
import { importModel, type ImportedRun, type ReadModel } from './import-model'
import { importRun } from './import-run'
import { importZip } from './import-zip'
import { recogniseImport, type Importable } from './recognise-import'
import { updateNotes } from './run-notes'

export class Imports {
  constructor(
    private readonly storeFolder: string,
    private readonly readModel: ReadModel,
  ) {}

  /** A run folder, a zipped one, or a model's file; see `LabApi.importRun`. */
  async take(
    path: string,
    options: ImportOptions,
    control: ErrandControl,
  ): Promise<Result<ImportReport>> {
    const found = await recogniseImport(path)
    if (!found.ok) return found
    const imported = await this.#put(found.value, options, control)
    if (!imported.ok) return imported
    const { kind, id, folder, notes } = imported.value
    // A model's name is in its experiment; that of a run is a note on it.
    if (options.name !== null && found.value.kind !== 'model') {
      const named = await updateNotes(folder, { name: options.name })
      if (!named.ok) return named
    }
    return success({ kind, runId: id, folder, notes })
  }

  async #put(
    found: Importable,
    options: ImportOptions,
    control: ErrandControl,
  ): Promise<Result<ImportedRun>> {
    const { storeFolder } = this
    if (found.kind === 'model')
      return importModel({ path: found.path, options, storeFolder, read: this.readModel })
    const imported =
      found.kind === 'zip'
        ? await importZip(found, storeFolder, control)
        : await importRun(found.folder, storeFolder)
    if (!imported.ok) return imported
    const kind = found.kind === 'zip' ? ('unroll' as const) : ('run' as const)
    const notes = kind === 'unroll' ? [withoutData] : []
    return success({ kind, ...imported.value, notes })
  }
}

const withoutData =
  'The data are not in the zip; to train the experiment again, open it for editing and choose them anew.'
