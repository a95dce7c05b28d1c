// How much each class counts in training, as the form shows and changes it.
import type { ClassCount } from '#shared/domain/dataset'
import type { ClassWeight } from '#shared/experiment/training'

export type ClassWeightKind = 'same' | 'balanced' | 'by-class'

export const classWeightTitles: Readonly<Record<ClassWeightKind, string>> = {
  same: 'All the same',
  balanced: 'Balanced',
  'by-class': 'By class',
}

export interface ClassWeightRow {
  readonly label: string
  /** Rows of the class; null when the data has not been read or has no such class. */
  readonly count: number | null
  readonly weight: number
  /** The data has been read and has no such class. */
  readonly isUnknown: boolean
}

export function kindOfClassWeight(option: ClassWeight): ClassWeightKind {
  if (option === null) return 'same'
  return option === 'balanced' ? 'balanced' : 'by-class'
}

/** The option of another kind: by class begins with what the one before amounts to. */
export function changeClassWeight(
  option: ClassWeight,
  kind: ClassWeightKind,
  classes: readonly ClassCount[],
): ClassWeight {
  if (kind === 'same') return null
  if (kind === 'balanced') return 'balanced'
  return Object.fromEntries(weightRows(option, classes).map(({ label, weight }) => [label, weight]))
}

/** The weight of each class: those of the data in its order, then those that only the option names. */
export function weightRows(option: ClassWeight, classes: readonly ClassCount[]): ClassWeightRow[] {
  const named = option !== null && option !== 'balanced' ? option : {}
  const rows = classes.reduce((sum, { count }) => sum + count, 0)
  const known = classes.map(({ label, count }) => ({
    label,
    count,
    weight:
      option === 'balanced'
        ? balanced(rows, classes.length, count)
        : Object.hasOwn(named, label)
          ? named[label]
          : 1,
    isUnknown: false,
  }))
  const others = Object.entries(named)
    .filter(([label]) => classes.every((one) => one.label !== label))
    .map(([label, weight]) => ({ label, count: null, weight, isUnknown: classes.length > 0 }))
  return [...known, ...others]
}

// As scikit-learn does; of all rows, which is close to the training rows that it is worked out from in the end.
function balanced(rows: number, classes: number, count: number): number {
  return count === 0 ? 1 : Number((rows / (classes * count)).toPrecision(3))
}
