// Copy: read three letters, wait, and write them down in their order when asked.
//
// After Arjovsky, Shah and Bengio, 2016, "Unitary evolution recurrent neural networks" (https://arxiv.org/abs/1511.06464),
// with 3 letters of 4 where they have 10 of 8, and scored on the letters alone.
import { oneHot, pick, symbolsOf, type ExamTaskRules } from './exam-task'

const letters = 'ABCD'
/** Read while there is nothing to read. */
const blank = letters.length
/** The question. */
const cue = letters.length + 1
const symbols = `${letters}-?`
const kept = 3

export const copyTask: ExamTaskRules = {
  inputs: symbols.length,
  kind: 'class',
  outputs: letters.length,
  tolerance: null,
  // The letters, `length` steps the last of which is the question, and a blank for each letter that is answered.
  steps: (length) => length + 2 * kept,
  answered: kept,
  chance: 1 / letters.length,
  draw(length, random) {
    const answers = Array.from({ length: kept }, () => pick(letters.length, random))
    const wait = Array.from({ length: length - 1 }, () => blank)
    const read = [...answers, ...wait, cue, ...answers.map(() => blank)]
    return { input: oneHot(read, symbols.length), answers }
  },
  show: ({ input, answers }) => ({
    input: symbolsOf(input, symbols.length)
      .map((symbol) => symbols[symbol])
      .join(' '),
    answer: answers.map((answer) => letters[answer]).join(' '),
  }),
}
