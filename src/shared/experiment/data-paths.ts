// Every path that an experiment's data name, with its place in the experiment file, for whoever checks or resolves paths.
import { dataPathsOf, type DataOptions } from './data'

type Paths = Pick<DataOptions, 'path' | 'morePaths' | 'validationPath' | 'testPath'>

/** A path and the key that names it, e.g. `data.morePaths.0`. */
export interface NamedPath {
  readonly key: string
  readonly path: string
}

/** The paths in the order of the file; those that are not given are left out. */
export function namedPathsOf(data: Paths): readonly NamedPath[] {
  const named: readonly (NamedPath | { readonly key: string; readonly path: null })[] = [
    { key: 'data.path', path: data.path === '' ? null : data.path },
    ...data.morePaths.map((path, index) => ({ key: `data.morePaths.${index}`, path })),
    { key: 'data.validationPath', path: data.validationPath },
    { key: 'data.testPath', path: data.testPath },
  ]
  return named.filter((one): one is NamedPath => one.path !== null)
}

/** The data with each of its paths changed. */
export function withPaths<Data extends Paths>(data: Data, change: (path: string) => string): Data {
  const changed = (path: string | null): string | null => (path === null ? null : change(path))
  return {
    ...data,
    path: data.path === '' ? '' : change(data.path),
    morePaths: data.morePaths.map(change),
    validationPath: changed(data.validationPath),
    testPath: changed(data.testPath),
  }
}

/** Where the data come from, in a few words: their paths, or what makes them, and what they are measured on. */
export function describeSource(data: Paths & Pick<DataOptions, 'generator'>): string {
  const { generator, validationPath, testPath } = data
  return [
    ...(generator ? [`generated ${generator.type}`] : dataPathsOf(data)),
    ...(validationPath === null ? [] : [`validated on ${validationPath}`]),
    ...(testPath === null ? [] : [`tested on ${testPath}`]),
  ].join(', ')
}
