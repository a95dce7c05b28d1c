// Which linear model fits which kind of label.
import { numbersOf, type Targets } from '../text/targets'
import type { LinearOptions } from './linear-model'

interface LinearKind extends Pick<LinearOptions, 'outputs' | 'output' | 'subtractWanted'> {
  /** For people. */
  readonly title: string
}

export function linearModelFor(targets: Targets, labels: readonly string[]): LinearKind {
  const title = 'logistic regression'
  const outputs = labels.length
  switch (targets.kind) {
    case 'class':
      return {
        ...{ title, outputs, output: 'softmax' },
        subtractWanted: (answers, label) => void answers[label]--,
      }
    case 'labels':
      return {
        ...{ title, outputs, output: 'sigmoid' },
        subtractWanted: (answers, set) => {
          for (const label of targets.sets[set]) answers[label]--
        },
      }
    case 'number': {
      const { mean, deviation } = targets.scale
      const bits = new Int32Array(1)
      const number = numbersOf(bits)
      return {
        ...{ title: 'linear regression', outputs: 1, output: 'linear' },
        subtractWanted: (answers, label) => {
          bits[0] = label
          answers[0] -= (number[0] - mean) / deviation
        },
      }
    }
  }
}
