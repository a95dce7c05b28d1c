// The adding problem: a number at each step, two of them marked; what is the sum of the two?
//
// After Hochreiter and Schmidhuber, 1997, "Long short-term memory", experiment 4
// (https://doi.org/10.1162/neco.1997.9.8.1735): right is what is within 0.04 of the sum.
import { pick, type ExamTaskRules } from './exam-task'

const tolerance = 0.04
const inputs = 2

export const addingTask: ExamTaskRules = {
  inputs,
  kind: 'number',
  outputs: 1,
  tolerance,
  steps: (length) => length,
  answered: 1,
  // Always 1, the most probable sum: the share of two uniform numbers whose sum is within the tolerance of it.
  chance: 1 - (1 - tolerance) ** 2,
  /** One mark in each half. A step reads its number and whether it is marked. */
  draw(length, random) {
    const input = new Float32Array(length * inputs)
    for (let step = 0; step < length; step++) input[step * inputs] = random()
    const half = Math.floor(length / 2)
    const marked = [pick(half, random), half + pick(length - half, random)]
    for (const step of marked) input[step * inputs + 1] = 1
    const answer = marked.reduce((sum, step) => sum + input[step * inputs], 0)
    return { input, answers: [answer] }
  },
  show: ({ input, answers: [answer] }) => ({
    input: Array.from({ length: input.length / inputs }, (_, step) => {
      const value = input[step * inputs].toFixed(2)
      return input[step * inputs + 1] === 1 ? `[${value}]` : value
    }).join(' '),
    answer: answer.toFixed(2),
  }),
}
