// The simplest baseline: the same answer for every row, the most frequent labels or the mean.
import type { Baseline } from '#shared/domain/dataset'
import { countLabels, describeNumbers } from '../text/label-statistics'
import { numbersOf, type LabelSets, type Targets } from '../text/targets'
import { createScores, type Scores } from './scores'

type Answer = Parameters<Scores['add']>

/**
 * Answers what is most frequent among `known` with the labels' shares as probabilities, or the mean.
 * @param known labels as encoded rows have them
 * @param measured the labels that it is measured on
 */
export function sameAnswerBaseline(
  known: Int32Array,
  measured: Int32Array,
  targets: Targets,
  labels: readonly string[],
): Baseline {
  const started = performance.now()
  const scores = createScores(targets, labels)
  const [answers, predicted] = answerOf(known, targets, labels)
  for (const label of measured) scores.add(answers, label, predicted)
  return {
    ...namesOf(targets),
    ...scores.finish(),
    seconds: (performance.now() - started) / 1000,
  }
}

function namesOf({ kind }: Targets): Pick<Baseline, 'name' | 'title'> {
  switch (kind) {
    case 'class':
      return { name: 'majority', title: 'Majority class' }
    case 'labels':
      return { name: 'majority', title: 'Most frequent labels' }
    case 'number':
      return { name: 'mean', title: 'Always the mean' }
  }
}

function answerOf(
  known: Int32Array,
  targets: Targets,
  labels: readonly string[],
): [Answer[0], Answer[2]] {
  if (targets.kind === 'number') {
    const { mean, deviation } = targets.scale
    return [[(describeNumbers(numbersOf(known)).mean - mean) / deviation], undefined]
  }
  const shares = countLabels(labels, targets, known).map(({ count }) => count / known.length)
  return [shares, targets.kind === 'labels' ? [...mostFrequentSet(known, targets.sets)] : undefined]
}

function mostFrequentSet(known: Int32Array, sets: LabelSets): Int32Array {
  const counts = new Int32Array(sets.length)
  for (const set of known) counts[set]++
  const most = counts.reduce((best, count, set) => (count > counts[best] ? set : best), 0)
  return sets[most]
}
