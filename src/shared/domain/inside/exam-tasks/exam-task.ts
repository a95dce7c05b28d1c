// What every task of the memory exam says of itself, so that the trainer can set it and the window can show it.

/** One example: what the cell reads, and what it has to answer. */
export interface ExamSequence {
  /** [steps, inputs], one step after the other. */
  readonly input: Float32Array
  /** At each of the last steps that are answered: a class from 0, or of a task with one output a number. */
  readonly answers: readonly number[]
}

/** An example as people read it. */
export interface ExamExample {
  readonly input: string
  readonly answer: string
}

export interface ExamTaskRules {
  /** Numbers that the cell reads at each step. */
  readonly inputs: number
  /** `class`: one of `outputs` classes is right. `number`: right is what comes near enough. */
  readonly kind: 'class' | 'number'
  /** Numbers that are answered at a step: one for each class, or 1. */
  readonly outputs: number
  /** How far from the right number counts as right; null of classes. */
  readonly tolerance: number | null
  /** How many steps are read for an exam of this length. */
  steps(length: number): number
  /** How many of the last steps are answered. */
  readonly answered: number
  /** The share that guessing gets right, 0 to 1. */
  readonly chance: number
  /** Makes an example of this length; the same random numbers make the same one. */
  draw(length: number, random: () => number): ExamSequence
  /** Writes an example out for people. */
  show(sequence: ExamSequence): ExamExample
}

/** A whole number from 0 to count - 1. */
export function pick(count: number, random: () => number): number {
  return Math.floor(random() * count)
}

/**
 * A sequence of symbols as the cell reads it: at each step a 1 in the symbol's place.
 * @param symbols each from 0 to count - 1
 * @returns [steps, count]
 */
export function oneHot(symbols: readonly number[], count: number): Float32Array {
  const input = new Float32Array(symbols.length * count)
  for (const [step, symbol] of symbols.entries()) input[step * count + symbol] = 1
  return input
}

/** The symbols of a one-hot input. */
export function symbolsOf(input: Float32Array, count: number): number[] {
  return Array.from({ length: input.length / count }, (_, step) =>
    input.subarray(step * count, (step + 1) * count).indexOf(1),
  )
}
