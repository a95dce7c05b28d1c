// How much each class counts in the loss, by class id, from what the experiment says by label.
import { plural } from '#shared/domain/format'
import { closest } from '#shared/experiment/accepted'
import type { ClassWeight } from '#shared/experiment/training'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { listLabels } from '../../text/labels'

/**
 * The weight of each class id; null when all count the same. A class that is not named counts 1, as in Keras;
 * `balanced` is scikit-learn's: rows / (classes x rows of the class), so that all classes together count as much as the rows.
 * Fails with `experiment-invalid` for a label that the data do not have, or when no row would count.
 * @param labels class names by id
 * @param counts training rows of each class, in the order of the labels
 */
export function classWeightsOf(
  option: ClassWeight,
  labels: readonly string[],
  counts: readonly number[],
): Result<Float32Array | null> {
  if (option === null) return success(null)
  if (option === 'balanced') return success(balanced(counts))
  const unknown = Object.keys(option).filter((label) => !labels.includes(label))
  if (unknown.length > 0) return unknownLabel(unknown[0], labels)
  const weights = Float32Array.from(labels, (label) =>
    Object.hasOwn(option, label) ? option[label] : 1,
  )
  return weights.some((weight, id) => weight > 0 && counts[id] > 0)
    ? success(weights)
    : refused(
        'training.classWeight',
        'every class counts 0, so nothing can be learned. Give at least one class more.',
      )
}

// A class without training rows is left out of the count, as scikit-learn does not see it either.
function balanced(counts: readonly number[]): Float32Array {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  const classes = counts.filter((count) => count > 0).length
  return Float32Array.from(counts, (count) => (count > 0 ? rows / (classes * count) : 1))
}

function unknownLabel(label: string, labels: readonly string[]): Failure {
  const near = closest(label, labels)
  return refused(
    `training.classWeight.${label}`,
    `the data have no label "${label}".${near === undefined ? '' : ` Did you mean "${near}"?`} ` +
      `They have ${plural(labels.length, 'label')}: ${listLabels(labels)}.`,
  )
}

function refused(path: string, message: string): Failure {
  return failure('experiment-invalid', `${path}: ${message}`, [{ path, message }])
}
