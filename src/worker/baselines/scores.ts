// Adds up what a baseline is measured by, row after row: there is one way for each kind of label.
import type { Baseline } from '#shared/domain/dataset'
import { macroF1 } from '#shared/domain/metrics'
import { labelCounts, labelMetrics, microF1 } from '../tasks/classification/label-counts'
import { numberErrors, numberExtras } from '../tasks/classification/number-errors'
import { numbersOf, type LabelSets, type Scale, type Targets } from '../text/targets'

export type MeasuredScores = Pick<Baseline, 'accuracy' | 'loss' | 'extras'>

export interface Scores {
  /**
   * A row: probabilities of the labels or a standardised number, and its label as encoded rows have it.
   * @param predicted the label ids that are answered, where it is not those that are likely
   */
  add(answers: ArrayLike<number>, label: number, predicted?: readonly number[]): void
  finish(): MeasuredScores
}

/** Keras clips probabilities so in its cross-entropies, and so does the training loop. */
const smallest = 1e-7

export function createScores(targets: Targets, labels: readonly string[]): Scores {
  switch (targets.kind) {
    case 'class':
      return classScores()
    case 'labels':
      return labelScores(labels, targets.sets)
    case 'number':
      return numberScores(targets.scale)
  }
}

function classScores(): Scores {
  let rows = 0
  let right = 0
  let loss = 0
  return {
    add: (probabilities, label) => {
      rows++
      if (likeliest(probabilities) === label) right++
      loss -= Math.log(Math.max(smallest, probabilities[label]))
    },
    finish: () => ({ accuracy: right / rows, loss: loss / rows }),
  }
}

function likeliest(probabilities: ArrayLike<number>): number {
  let best = 0
  for (let label = 1; label < probabilities.length; label++)
    if (probabilities[label] > probabilities[best]) best = label
  return best
}

function labelScores(labels: readonly string[], sets: LabelSets): Scores {
  const counts = labelCounts(labels.length)
  let rows = 0
  let exact = 0
  let right = 0
  let loss = 0
  return {
    add: (probabilities, set, predicted = likelyOf(probabilities)) => {
      const actual = sets[set]
      const hits = predicted.filter((label) => actual.includes(label)).length
      const wrong = actual.length + predicted.length - 2 * hits
      rows++
      if (wrong === 0) exact++
      right += labels.length - wrong
      loss += crossEntropy(probabilities, actual)
      counts.add(actual, predicted)
    },
    finish: () => ({
      accuracy: right / (rows * labels.length),
      loss: loss / rows,
      extras: {
        valMicroF1: microF1(counts),
        valMacroF1: macroF1(labelMetrics(counts, labels)),
        valExactMatch: exact / rows,
      },
    }),
  }
}

function likelyOf(probabilities: ArrayLike<number>): number[] {
  return Array.from(probabilities).flatMap((value, label) => (value >= 0.5 ? [label] : []))
}

/** Mean over the labels. */
function crossEntropy(probabilities: ArrayLike<number>, actual: Int32Array): number {
  let loss = 0
  for (let label = 0; label < probabilities.length; label++) {
    const { [label]: probability } = probabilities
    const ofActual = actual.includes(label) ? probability : 1 - probability
    loss -= Math.log(Math.max(smallest, ofActual))
  }
  return loss / probabilities.length
}

function numberScores({ mean, deviation }: Scale): Scores {
  const actual: number[] = []
  const predicted: number[] = []
  return {
    add: ({ 0: answer }, bits) => {
      actual.push(bits)
      predicted.push(answer * deviation + mean)
    },
    finish: () => {
      const errors = numberErrors(numbersOf(Int32Array.from(actual)), predicted)
      const loss = (errors.rootMeanSquaredError / deviation) ** 2
      return { accuracy: Number.NaN, loss, extras: numberExtras(errors) }
    },
  }
}
