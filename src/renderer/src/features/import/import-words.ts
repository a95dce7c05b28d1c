// What is said when something has been imported.
import type { ImportKind, ImportReport } from '#shared/domain/import'

const origins: Readonly<Record<ImportKind, string>> = {
  run: '',
  unroll: '',
  tfjs: ', from a TensorFlow.js model',
  keras: ', from a Keras model',
  h5: ', from a Keras model (HDF5)',
}

/** "Imdb lstm was imported, from a Keras model." */
export function importedSentence(name: string, kind: ImportKind): string {
  return `${name} was imported${origins[kind]}.`
}

/** A model came without the run that trained it. */
export function isModelAlone({ kind }: Pick<ImportReport, 'kind'>): boolean {
  return kind !== 'run' && kind !== 'unroll'
}
