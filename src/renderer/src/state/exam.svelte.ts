// The memory exam under way and those before it, and what the next one is to ask.
import { cells, type Cell } from '#shared/domain/inside/cells'
import {
  examRequestSchema,
  type Exam,
  type ExamRequest,
  type ExamScore,
  type ExamTask,
} from '#shared/domain/inside/exam'
import { findExamProblem } from '#shared/domain/inside/exam-size'
import { checkAgainst } from '#shared/experiment/parse'
import type { LabEvent } from '#shared/protocol/lab-api'
import { failure, type Failure, type Result } from '#shared/protocol/result'
import type { LabClient } from '../lab'

/** Lengths that the slider goes through; an exam asks all of them up to the one chosen. */
export const examLengths = [5, 10, 20, 40, 80, 160, 320] as const

/** An exam as it is drawn: whole, or as far as it is. */
export type ShownExam = Pick<Exam, 'request' | 'scores'>

/** The cell and length under way. */
export interface ExamPlace {
  readonly cell: Cell
  readonly length: number
  /** 0 to 1. */
  readonly share: number
  readonly score: number
}

interface UnderWay {
  readonly requestId: string
  readonly request: Exam['request']
  readonly scores: readonly ExamScore[]
  readonly place: ExamPlace | null
}

type ExamClient = Pick<LabClient, 'exam' | 'exams' | 'deleteExam' | 'stop'>

export class ExamState {
  // What the next one asks.
  task: ExamTask = $state('copy')
  cells: readonly Cell[] = $state.raw(cells)
  /** Index of the longest length. */
  longest = $state(4)
  units: number | null = $state(32)
  steps: number | null = $state(1500)
  seed: number | null = $state(7)

  /** Newest first; null before they are known. */
  exams: readonly Exam[] | null = $state.raw(null)
  underWay: UnderWay | null = $state.raw(null)
  failure: Failure | null = $state.raw(null)
  /** The id of the one that shows, of those before. */
  openId: string | null = $state(null)

  readonly lengths: readonly number[] = $derived(examLengths.slice(0, this.longest + 1))
  readonly shown: ShownExam | null = $derived(
    this.underWay
      ? { request: this.underWay.request, scores: [...this.underWay.scores] }
      : (this.exams?.find(({ id }) => id === this.openId) ?? null),
  )
  /** How far the one under way is, 0 to 1. */
  readonly share: number = $derived.by(() => {
    if (!this.underWay) return 0
    const { request, scores, place } = this.underWay
    return (scores.length + (place?.share ?? 0)) / (request.cells.length * request.lengths.length)
  })

  readonly #client: ExamClient
  readonly #onEnd: () => void

  /** @param onEnd an exam has ended, so that something else may begin */
  constructor(client: ExamClient, onEnd: () => void = () => undefined) {
    this.#client = client
    this.#onEnd = onEnd
  }

  /** Takes what the engine tells; events of other kinds or requests change nothing. */
  take(event: LabEvent): void {
    if (event.type !== 'exam-score' && event.type !== 'exam-progress') return
    if (event.id !== this.underWay?.requestId) return
    if (event.type === 'exam-score') {
      const scores = [...this.underWay.scores, event.score]
      this.underWay = { ...this.underWay, scores, place: null }
    } else {
      const { cell, length, share, score } = event
      this.underWay = { ...this.underWay, place: { cell, length, share, score } }
    }
  }

  /** Learns of the exams before. */
  async load(): Promise<void> {
    const answer = await this.#client.exams()
    if (!answer.ok) {
      this.failure = answer
      return
    }
    this.exams = answer.value
    this.openId ??= answer.value[0]?.id ?? null
  }

  /** Sets the exam; it shows while it is under way and afterwards. */
  async start(): Promise<void> {
    const asked = this.#request()
    this.failure = asked.ok ? null : asked
    if (!asked.ok) return
    const { requestId, ...request } = asked.value
    this.underWay = { requestId, request, scores: [], place: null }
    const answer = await this.#client.exam(asked.value)
    this.underWay = null
    if (answer.ok || answer.code !== 'busy') this.#onEnd()
    if (answer.ok) this.openId = answer.value.id
    else if (answer.code !== 'stopped') this.failure = answer
    await this.load()
  }

  /** Ends the one under way and keeps its scores. */
  stop(): void {
    if (this.underWay) void this.#client.stop(this.underWay.requestId)
  }

  async delete(id: string): Promise<void> {
    const answer = await this.#client.deleteExam(id)
    this.failure = answer.ok ? null : answer
    if (answer.ok && this.openId === id) this.openId = null
    await this.load()
  }

  #request(): Result<ExamRequest> {
    const { task, units, steps, seed } = this
    const asked = {
      requestId: crypto.randomUUID(),
      ...{ task, units, steps, seed },
      cells: [...this.cells],
      lengths: [...this.lengths],
    }
    if (asked.cells.length === 0) return failure('experiment-invalid', 'Choose at least one cell.')
    const checked = checkAgainst(examRequestSchema, asked, 'The exam')
    const problem = checked.ok ? findExamProblem(checked.value) : null
    return problem === null ? checked : failure('experiment-invalid', problem)
  }
}
