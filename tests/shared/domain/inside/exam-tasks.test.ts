// The examples of the memory exam: that they are what they say, and that nothing but memory solves them.
import { describe, expect, it } from 'vitest'
import { examTasks } from '#shared/domain/inside/exam'
import { findExamProblem } from '#shared/domain/inside/exam-size'
import { symbolsOf, type ExamSequence } from '#shared/domain/inside/exam-tasks/exam-task'
import { examTaskRules } from '#shared/domain/inside/exam-tasks/tasks'
import { seededRandom } from '../../../../src/worker/text/random'

const { copy, adding, recall, brackets } = examTaskRules

function draw(task: keyof typeof examTaskRules, length: number, count: number, seed = 1) {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => examTaskRules[task].draw(length, random))
}

describe.each(examTasks)('%s', (task) => {
  const rules = examTaskRules[task]

  it.each([2, 3, 7, 40, 500])('has as many steps and answers at length %i as it says', (length) => {
    for (const { input, answers } of draw(task, length, 5)) {
      expect(input).toHaveLength(rules.steps(length) * rules.inputs)
      expect(answers).toHaveLength(rules.answered)
      expect(input.every(Number.isFinite)).toBe(true)
    }
  })

  it('draws the same examples from the same seed, others from another', () => {
    expect(draw(task, 20, 10)).toEqual(draw(task, 20, 10))
    expect(draw(task, 20, 10, 2)).not.toEqual(draw(task, 20, 10))
  })

  it('has no answer that is right more often than its chance', () => {
    const examples = draw(task, 30, 4000)
    const isRight = ({ answers: [answer] }: ExamSequence, guess: number) =>
      rules.tolerance === null ? answer === guess : Math.abs(answer - guess) <= rules.tolerance
    const guesses =
      rules.kind === 'number' ? [0.5, 1, 1.5] : Array.from({ length: rules.outputs }, (_, id) => id)
    const shares = guesses.map(
      (guess) => examples.filter((example) => isRight(example, guess)).length / examples.length,
    )
    expect(Math.max(...shares)).toBeGreaterThan(rules.chance - 0.03)
    expect(Math.max(...shares)).toBeLessThan(rules.chance + 0.03)
  })
})

it('shows examples as people read them', () => {
  const [copied] = draw('copy', 4, 1)
  const letters = copied.answers.map((answer) => 'ABCD'[answer]).join(' ')
  expect(copy.show(copied)).toEqual({ input: `${letters} - - - ? - - -`, answer: letters })

  const input = Float32Array.of(0.25, 1, 0.5, 0, 0.75, 1)
  const shown = { input: '[0.25] 0.50 [0.75]', answer: '1.00' }
  expect(adding.show({ input, answers: [1] })).toEqual(shown)

  const recalled = draw('recall', 6, 20).map((sequence) => recall.show(sequence))
  for (const { input: read, answer } of recalled) {
    expect(read).toMatch(/^([a-dA-D] ){5}[a-d]$/)
    expect(read.match(/[A-D]/g)).toEqual([answer])
    expect(read.search(/[A-D]/)).toBeLessThan(6)
  }
  const [word] = draw('brackets', 8, 1)
  expect(brackets.show(word).input).toMatch(/^[()]{8}$/)
})

it('adds two marked numbers, one of each half', () => {
  for (const { input, answers } of draw('adding', 11, 200)) {
    const marked = Array.from({ length: 11 }, (_, step) => step).filter(
      (step) => input[step * 2 + 1] === 1,
    )
    expect(marked).toHaveLength(2)
    expect(marked[0]).toBeLessThan(5)
    expect(marked[1]).toBeGreaterThanOrEqual(5)
    expect(answers[0]).toBeCloseTo(input[marked[0] * 2] + input[marked[1] * 2], 6)
  }
})

describe('brackets', () => {
  const isBalanced = (word: readonly number[]) => {
    let depth = 0
    const isNeverBelow = word.every((bracket) => (depth += bracket === 0 ? 1 : -1) >= 0)
    return isNeverBelow && depth === 0
  }
  const wordOf = ({ input }: ExamSequence) => symbolsOf(input, 2)

  it('are balanced exactly when the answer says so, and else one turn away from it', () => {
    for (const example of draw('brackets', 21, 300)) {
      const word = wordOf(example)
      expect(word).toHaveLength(20)
      expect(isBalanced(word)).toBe(example.answers[0] === 1)
      const turnedBack = word.map((_, at) =>
        word.map((one, index) => (index === at ? 1 - one : one)),
      )
      expect(isBalanced(word) || turnedBack.some(isBalanced)).toBe(true)
    }
  })

  it('have every balanced word alike often', () => {
    const counts = new Map<string, number>()
    for (const example of draw('brackets', 8, 14_000)) {
      if (example.answers[0] === 0) continue
      const { input } = brackets.show(example)
      counts.set(input, (counts.get(input) ?? 0) + 1)
    }
    // Catalan number of 4 pairs: 14 words, each about 500 times.
    expect(counts.size).toBe(14)
    for (const count of counts.values()) {
      expect(count).toBeGreaterThan(400)
      expect(count).toBeLessThan(600)
    }
  })
})

it('refuses what would not fit into memory, with what to change', () => {
  const request = { task: 'copy' as const, lengths: [5, 80], units: 32, batchSize: 64 }
  expect(findExamProblem(request)).toBeNull()
  expect(findExamProblem({ ...request, lengths: [5, 500], units: 512, batchSize: 1024 })).toBe(
    'An exam of 500 steps with 512 units and batches of 1,024 needs too much memory. Take shorter lengths, fewer units or a smaller batch.',
  )
})
