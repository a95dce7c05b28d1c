// A memory exam from request to scores: each length in turn, and at each length each cell.
import type { Cell } from '#shared/domain/inside/cells'
import type { Exam, ExamRequest, ExamScore } from '#shared/domain/inside/exam'
import { findExamProblem } from '#shared/domain/inside/exam-size'
import { exampleOf } from '#shared/domain/inside/exam-tasks/example'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { ExamWork } from '#shared/protocol/trainer-api'
import { writeJson } from '../../files/write-file'
import { startBackend } from '../backend'
import { throttled } from '../throttle'
import type { Emit } from '../training/emit'
import type { RunControl } from '../training/run-control'
import { examineCell } from './examine-cell'

/** Between two words of progress. */
const progressMs = 250

/**
 * Examines every cell at every length and keeps the exam in `work.file`, written whole after each score. Stopping is an
 * outcome: the scores so far are kept, and the one under way is dropped. Fails with `experiment-invalid` when it is too large,
 * `disk-full` or `write-failed`.
 */
export async function runExam(
  work: ExamWork,
  emit: Emit,
  control: RunControl,
): Promise<Result<Exam>> {
  const { request } = work
  const problem = findExamProblem(request)
  if (problem) return failure('experiment-invalid', problem)
  await startBackend()
  const record = new ExamRecord(work)
  let failed = await record.save()
  for (const { cell, length } of pairsOf(request)) {
    if (failed) return failed
    if (control.isStopped) break
    const tell = throttled((progress: { share: number; score: number }) => {
      emit({ type: 'exam-progress', id: request.requestId, cell, length, ...progress })
    }, progressMs)
    const onProgress = (share: number, score: number) => tell({ share, score })
    const score = await examineCell({ request, cell, length, control, onProgress })
    if (score === null) break
    failed = await record.add(score)
    if (!failed) emit({ type: 'exam-score', id: request.requestId, score })
  }
  failed ??= await record.end(control.isStopped ? 'stopped' : 'done')
  return failed ?? success(record.exam)
}

/** Short lengths first, so that a chart grows from left to right; each pair once. */
function pairsOf({ cells, lengths }: ExamRequest): { cell: Cell; length: number }[] {
  const sorted = [...new Set(lengths)].sort((a, b) => a - b)
  return sorted.flatMap((length) => [...new Set(cells)].map((cell) => ({ cell, length })))
}

/** The exam's file. */
class ExamRecord {
  readonly #file: string
  readonly #began = performance.now()
  #exam: Exam

  constructor({ request, id, file }: ExamWork) {
    const { task, cells, lengths, units, steps, batchSize, learningRate, seed } = request
    this.#file = file
    this.#exam = {
      format: 'unroll-exam/1',
      id,
      state: 'running',
      message: null,
      startedAt: new Date().toISOString(),
      seconds: 0,
      request: { task, cells, lengths, units, steps, batchSize, learningRate, seed },
      example: exampleOf(task, Math.min(...lengths), seed),
      scores: [],
    }
  }

  get exam(): Exam {
    return this.#exam
  }

  add(score: ExamScore): Promise<Failure | null> {
    return this.#change({ scores: [...this.#exam.scores, score] })
  }

  end(state: 'done' | 'stopped'): Promise<Failure | null> {
    return this.#change({ state })
  }

  save(): Promise<Failure | null> {
    return writeJson(this.#file, this.#exam)
  }

  #change(change: Partial<Exam>): Promise<Failure | null> {
    const seconds = (performance.now() - this.#began) / 1000
    this.#exam = { ...this.#exam, ...change, seconds }
    return this.save()
  }
}
