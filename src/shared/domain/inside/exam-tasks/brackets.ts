// Balanced brackets: does every bracket that opens close, and in order?
//
// The balanced ones are Dyck words, drawn uniformly by the cycle lemma (Dershowitz and Zaks, 1990, "The cycle lemma and some
// applications", European Journal of Combinatorics 11). The others are Dyck words with one bracket turned, so that only who has
// counted all of them can tell.
import { oneHot, pick, symbolsOf, type ExamTaskRules } from './exam-task'

const symbols = '()'
const opening = 0
const closing = 1

export const bracketsTask: ExamTaskRules = {
  inputs: symbols.length,
  kind: 'class',
  outputs: 2,
  tolerance: null,
  // A word has as many brackets that open as that close.
  steps: (length) => length - (length % 2),
  answered: 1,
  chance: 1 / 2,
  draw(length, random) {
    const word = drawWord(Math.floor(length / 2), random)
    const isBalanced = random() < 0.5
    const turned = pick(word.length, random)
    if (!isBalanced) word[turned] = word[turned] === opening ? closing : opening
    return { input: oneHot(word, symbols.length), answers: [isBalanced ? 1 : 0] }
  },
  show: ({ input, answers: [answer] }) => ({
    input: symbolsOf(input, symbols.length)
      .map((symbol) => symbols[symbol])
      .join(''),
    answer: answer === 1 ? 'balanced' : 'not balanced',
  }),
}

/**
 * A Dyck word of `pairs` pairs, each as probable as any other. Of a circle of n opening and n + 1 closing brackets exactly one
 * place to begin gives a word followed by a closing bracket: the one after the lowest point, where it is first reached.
 */
function drawWord(pairs: number, random: () => number): number[] {
  const circle: number[] = Array.from({ length: 2 * pairs + 1 }, (_, index) =>
    index < pairs ? opening : closing,
  )
  for (let last = circle.length - 1; last > 0; last--) {
    const other = pick(last + 1, random)
    ;[circle[last], circle[other]] = [circle[other], circle[last]]
  }
  let depth = 0
  let lowest = 0
  let start = 0
  for (const [index, bracket] of circle.entries()) {
    depth += bracket === opening ? 1 : -1
    if (depth < lowest) {
      lowest = depth
      start = index + 1
    }
  }
  return [...circle.slice(start), ...circle.slice(0, start)].slice(0, -1)
}
