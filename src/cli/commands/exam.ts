// `unroll exam --task copy`: how far back each cell remembers, on a small generated task.
import { formatScore } from '#shared/domain/format'
import { examRequestSchema, type Exam, type ExamRequest } from '#shared/domain/inside/exam'
import { examTaskWords } from '#shared/domain/inside/exam-words'
import { checkAgainst } from '#shared/experiment/parse'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { Result } from '#shared/protocol/result'
import type { Lab } from '../../engine/lab'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { formatScores, formatTask } from '../format/exam'
import { onInterrupt } from '../interrupt'

export interface ExamArguments {
  readonly task: string
  readonly cells: readonly string[]
  readonly lengths: readonly number[]
  readonly units?: number
  readonly steps?: number
  readonly batch?: number
  readonly learningRate?: number
  readonly seed?: number
  readonly json?: boolean
}

const requestId = 'exam'

/** Prints the scores; 130 when Ctrl-C ended it, with the scores so far. */
export function examine(context: Context, given: ExamArguments): Promise<number> {
  const request = requestOf(given)
  if (!request.ok) return Promise.resolve(reportFailure(context, request))
  return withLab(context, async (lab) => {
    const exam = await follow(context, lab, request.value, given.json === true)
    if (!exam.ok) return reportFailure(context, exam)
    finish(context, exam.value, given.json === true)
    return exam.value.state === 'stopped' ? exitCodes.stopped : exitCodes.done
  })
}

function requestOf({ batch: batchSize, json: _json, ...rest }: ExamArguments): Result<ExamRequest> {
  return checkAgainst(examRequestSchema, { requestId, batchSize, ...rest }, 'The options')
}

/** Asks for the exam and tells of it meanwhile; Ctrl-C ends it after the step under way. */
async function follow(
  { output }: Context,
  lab: Lab,
  request: ExamRequest,
  isJson: boolean,
): Promise<Result<Exam>> {
  let isInterrupted = false
  const stop = (): void => void lab.api.stop(requestId)
  const release = onInterrupt(() => {
    isInterrupted = true
    output.note('Stopping. Ctrl-C again ends at once.')
    stop()
  })
  const unsubscribe = lab.subscribe((event) => {
    if (event.type !== 'exam-score' && event.type !== 'exam-progress') return
    if (event.type === 'exam-score' && isJson) output.json({ type: 'exam-score', ...event.score })
    else output.progress(progressLine(request, event))
    // The first time may have been before there was a thread to hear it.
    if (isInterrupted) stop()
  })
  try {
    return await lab.api.exam(request)
  } finally {
    unsubscribe()
    release()
  }
}

function progressLine(
  { task }: ExamRequest,
  event: Extract<LabEvent, { type: 'exam-score' | 'exam-progress' }>,
): string {
  const { cell, length, score } = event.type === 'exam-score' ? event.score : event
  const done = event.type === 'exam-score' ? 1 : event.share
  const { title, lengthOf } = examTaskWords[task]
  return `${title}: ${cell}, ${length} ${lengthOf}, ${Math.round(done * 100)} %, score ${formatScore(score)}`
}

function finish({ output }: Context, exam: Exam, isJson: boolean): void {
  if (isJson) return output.json({ type: 'done', exam })
  output.line(formatTask(exam))
  if (exam.scores.length > 0) output.line(`\n${formatScores(exam)}`)
  else output.note('Stopped before there was a score.')
}
