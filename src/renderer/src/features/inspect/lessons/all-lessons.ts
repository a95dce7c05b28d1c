// The lessons in their order.
import { countingParameters } from './counting-parameters'
import { fromClassifyingToWriting } from './from-classifying-to-writing'
import type { Lesson } from './lesson'
import { unrolling } from './unrolling'
import { whatTheGatesDo } from './what-the-gates-do'
import { whatTheStateIs } from './what-the-state-is'
import { whyGradientsVanish } from './why-gradients-vanish'

export const allLessons: readonly Lesson[] = [
  countingParameters,
  whatTheStateIs,
  unrolling,
  whyGradientsVanish,
  whatTheGatesDo,
  fromClassifyingToWriting,
]
