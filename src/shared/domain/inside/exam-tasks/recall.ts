// Delayed recall: one letter is written large, early on; which one was it?
//
// After the long time lag problems of Hochreiter and Schmidhuber, 1997, "Long short-term memory", whose distractors have no
// regularities (https://doi.org/10.1162/neco.1997.9.8.1735). The letter may stand anywhere in the first half, so that a cell
// has to notice it, and cannot just keep whatever came first.
import { oneHot, pick, symbolsOf, type ExamTaskRules } from './exam-task'

const letters = 'ABCD'
const symbols = `${letters}${letters.toLowerCase()}`

export const recallTask: ExamTaskRules = {
  inputs: symbols.length,
  kind: 'class',
  outputs: letters.length,
  tolerance: null,
  steps: (length) => length,
  answered: 1,
  chance: 1 / letters.length,
  draw(length, random) {
    const at = pick(Math.floor(length / 2), random)
    const read = Array.from({ length }, () => letters.length + pick(letters.length, random))
    read[at] -= letters.length
    return { input: oneHot(read, symbols.length), answers: [read[at]] }
  },
  show: ({ input, answers: [answer] }) => ({
    input: symbolsOf(input, symbols.length)
      .map((symbol) => symbols[symbol])
      .join(' '),
    answer: letters[answer],
  }),
}
