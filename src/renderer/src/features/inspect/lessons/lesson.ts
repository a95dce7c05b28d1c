// What a lesson is: steps that are done in the lab on the learner's own run, each with a check of the real numbers.
import { formatCount } from '#shared/domain/format'
import type { Exam } from '#shared/domain/inside/exam'
import type { Inspection } from '#shared/domain/inside/inspection'
import type { Surgery } from '#shared/domain/inside/surgery'
import type { ModelSummary } from '#shared/domain/model-summary'
import type { Experiment } from '#shared/experiment/schema'
import type { InspectView } from '../../../state/inspect.svelte'

/** What a lesson looks at of a run. */
export interface LessonRun {
  readonly experiment: Experiment
  readonly summary: ModelSummary
  readonly hasModel: boolean
}

/** What the lab knows when a step is checked. */
export interface LessonContext {
  readonly run: LessonRun | null
  readonly view: InspectView
  readonly inspection: Inspection | null
  /** In focus. */
  readonly token: number
  readonly surgery: Surgery
  /** What the learner answered to this step; null: nothing yet. */
  readonly answer: string | null
  /** What the network had done with the text when this step began. */
  readonly start: Inspection | null
  /** Memory exams that were taken. */
  readonly exams: readonly Exam[]
  /** The run has written a text under "Try it". */
  readonly hasWritten: boolean
}

/** How a step stands: done, with what the numbers say; or what is missing. */
export type CheckResult =
  | { readonly isDone: true; readonly says: string }
  | { readonly isDone: false; readonly missing: string }

export interface LessonEquation {
  readonly tex: string
  /** In words. */
  readonly label: string
}

export interface LessonStep {
  readonly id: string
  readonly title: string
  readonly text: (context: LessonContext) => string
  readonly equations?: (context: LessonContext) => readonly LessonEquation[]
  readonly task: (context: LessonContext) => string
  /** What is answered; left out: the step is done by doing it. */
  readonly answer?:
    | { readonly kind: 'number' }
    | { readonly kind: 'choice'; readonly options: (context: LessonContext) => readonly string[] }
  /** The view that the step speaks of. */
  readonly view: InspectView | null
  readonly check: (context: LessonContext) => CheckResult
}

export interface Lesson {
  readonly id: string
  readonly title: string
  /** What one learns, in a sentence. */
  readonly about: string
  readonly minutes: number
  /** In words, e.g. "a trained run with an LSTM or a GRU". */
  readonly needs: string
  /** What is to be done before the lesson can begin; null when nothing is. */
  readonly findProblem: (context: LessonContext) => string | null
  readonly steps: readonly LessonStep[]
  /** Keys of `sources`. */
  readonly sources: readonly SourceId[]
}

export type SourceId = 'elman' | 'hochreiter' | 'cho' | 'pascanu'

export function done(says: string): CheckResult {
  return { isDone: true, says }
}

export function missing(sentence: string): CheckResult {
  return { isDone: false, missing: sentence }
}

/** "8,320", "8 320" and "8320" are the same number; NaN for what is none. */
export function numberOf(answer: string): number {
  const plain = answer.replace(/[\s\u00a0_]|,(?=\d{3}(\D|$))/g, '')
  return plain === '' ? Number.NaN : Number(plain.replace(',', '.'))
}

/**
 * Holds a typed number against the run's own.
 * @param tolerance how far off is right, too
 */
export function checkNumber(
  { answer }: LessonContext,
  wanted: number,
  { right, hint, tolerance = 0 }: { right: string; hint: string; tolerance?: number },
): CheckResult {
  if (answer === null || answer.trim() === '') return missing('Type your answer.')
  const given = numberOf(answer)
  if (!Number.isFinite(given)) return missing('Type a number.')
  if (Math.abs(given - wanted) <= tolerance) return done(right)
  const shown = Number.isInteger(given) ? formatCount(given) : String(given)
  return missing(`${shown} is not it. ${hint}`)
}

/** Holds a chosen answer against the right one. */
export function checkChoice(
  { answer }: LessonContext,
  wanted: string,
  { right, hint }: { right: string; hint: string },
): CheckResult {
  if (answer === null) return missing('Choose an answer.')
  return answer === wanted ? done(right) : missing(`Not that. ${hint}`)
}

/** The problem of a lesson that looks into a trained run with a recurrent layer. */
export function findNoRun({ run }: LessonContext): string | null {
  if (!run)
    return 'Open a run from the list, or train the sample: this lesson is done on a run of your own.'
  if (!run.hasModel) return 'This run can be looked into after its first epoch. Wait for it.'
  if (!run.summary.layers.some(({ type }) => /SimpleRNN|LSTM|GRU/.test(type)))
    return 'This run has no recurrent layer. Open one that has, or train the sample.'
  return null
}

/** What is missing while nothing is known of a text of so many tokens; null when it is. */
export function findNoText({ inspection }: LessonContext, least: number): CheckResult | null {
  const count = inspection?.source.tokens.length ?? 0
  if (!inspection) return missing('Type a text above, and wait until the network has read it.')
  return count < least
    ? missing(`Type a text of at least ${least} words: this one has ${count}.`)
    : null
}
