// The words for how rows are split, and for files of their own.

export const splitRowOptions = [
  { value: 'random' as const, label: 'Drawn at random' },
  { value: 'last' as const, label: 'The last ones' },
]

export type OwnFile = 'validationPath' | 'testPath'

/** Files that are not learned from. */
export const ownFiles: readonly {
  readonly key: OwnFile
  readonly title: string
  readonly noun: string
  /** When there is none. */
  readonly none: string
}[] = [
  {
    key: 'validationPath',
    title: 'Validation file',
    noun: 'validation file',
    none: 'None: rows are set aside',
  },
  {
    key: 'testPath',
    title: 'Test file',
    noun: 'test file',
    none: 'None: measured on the validation rows alone',
  },
]
