// Races and exams: what trains small networks beside each other, on a thread of its own, one at a time and no run beside it.
import { join } from 'node:path'
import { examSchema, type Exam, type ExamRequest } from '#shared/domain/inside/exam'
import {
  raceSchema,
  type Race,
  type RaceRequest,
  type RaceSummary,
} from '#shared/domain/inside/race'
import { raceSummary } from '#shared/domain/inside/race-words'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { createRunId } from '../runs/run-id'
import type { TrainerHost } from '../trainer-host'
import type { Training } from '../training'
import { checkRace } from './check-race'
import { RecordStore, type LaboratoryRecord } from './record-store'
import { examTitle, raceTitle } from './titles'

export interface LaboratoryOptions {
  /** The folder of races/ and exams/. */
  readonly home: string
  /** A thread of its own. */
  readonly host: TrainerHost
  readonly training: Training
  /** The longest that closing waits for what is under way to end by itself. */
  readonly closeGraceMs: number
  /** Nothing is under way any more. */
  onIdle(): void
}

/** What is under way: for `stop`, for the list, and for sentences. */
interface UnderWay {
  readonly requestId: string
  readonly title: string
  /** Of its record; null while the request is checked. */
  id: string | null
  isStopped: boolean
}

export class Laboratory {
  readonly #options: LaboratoryOptions
  readonly #races: RecordStore<Race>
  readonly #exams: RecordStore<Exam>
  #underWay: UnderWay | null = null
  #ended: Promise<unknown> = Promise.resolve()
  #isClosing = false

  constructor(options: LaboratoryOptions) {
    this.#options = options
    this.#races = new RecordStore({
      folder: join(options.home, 'races'),
      noun: 'race',
      schema: raceSchema,
      format: 'unroll-race/1',
    })
    this.#exams = new RecordStore({
      folder: join(options.home, 'exams'),
      noun: 'exam',
      schema: examSchema,
      format: 'unroll-exam/1',
    })
  }

  /** Why nothing else may train now; null when nothing is under way. */
  get busy(): Failure | null {
    if (!this.#underWay) return null
    return failure(
      'busy',
      `${this.#underWay.title} is under way. Stop it or wait until it is done.`,
    )
  }

  race(request: RaceRequest): Promise<Result<Race>> {
    const { requestId, name } = request
    return this.#alone(requestId, raceTitle(request), async (underWay) => {
      const variants = await checkRace(request, (one) => this.#options.training.check(one))
      if (!variants.ok) return variants
      return this.#record(this.#races, name, underWay, (id, file) =>
        this.#options.host.ask((trainer) =>
          trainer.race({ requestId, id, name, file, variants: variants.value }),
        ),
      )
    })
  }

  /** Newest first, without their points and epochs. */
  async races(): Promise<Result<readonly RaceSummary[]>> {
    const listed = await this.#races.list(this.#id)
    if (!listed.ok) return listed
    return success(listed.value.map(raceSummary))
  }

  openRace(id: string): Promise<Result<Race>> {
    return this.#races.open(id, this.#id)
  }

  deleteRace(id: string): Promise<Result<null>> {
    return this.#delete(this.#races, id)
  }

  exam(request: ExamRequest): Promise<Result<Exam>> {
    const { requestId, task } = request
    return this.#alone(requestId, examTitle(request), (underWay) =>
      this.#record(this.#exams, task, underWay, (id, file) =>
        this.#options.host.ask((trainer) => trainer.exam({ request, id, file })),
      ),
    )
  }

  /** Newest first. */
  exams(): Promise<Result<readonly Exam[]>> {
    return this.#exams.list(this.#id)
  }

  deleteExam(id: string): Promise<Result<null>> {
    return this.#delete(this.#exams, id)
  }

  /**
   * Ends what has this id, of the request or of the race or exam itself, which a window that came later knows; false when
   * nothing of that id is under way.
   */
  stop(id: string): boolean {
    const underWay = this.#underWay
    if (!underWay || (underWay.requestId !== id && underWay.id !== id)) return false
    underWay.isStopped = true
    const { requestId } = underWay
    if (underWay.id !== null) void this.#options.host.call((trainer) => trainer.stop(requestId))
    return true
  }

  /** Stops what is under way, which keeps what there is, and ends the thread. */
  async close(): Promise<void> {
    this.#isClosing = true
    if (this.#underWay) {
      this.stop(this.#underWay.requestId)
      await this.#endedInTime()
    }
    await this.#options.host.close()
    await this.#ended
  }

  get #id(): string | null {
    return this.#underWay?.id ?? null
  }

  async #endedInTime(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.closeGraceMs)
    })
    await Promise.race([this.#ended, tooLong])
    clearTimeout(timer)
  }

  /** One at a time, and none while a run trains; busy from the first moment on. */
  async #alone<Value>(
    requestId: string,
    title: string,
    work: (underWay: UnderWay) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    if (this.#isClosing) return failure('stopped', 'The lab is being closed.')
    // A run that trains, or what is under way here.
    const { busy } = this.#options.training
    if (busy) return busy
    const underWay: UnderWay = { requestId, title, id: null, isStopped: false }
    this.#underWay = underWay
    const working = work(underWay).finally(() => (this.#underWay = null))
    this.#ended = working.catch(() => undefined)
    const result = await working
    if (!this.#isClosing) this.#options.onIdle()
    return result
  }

  /** Makes a place for the record, has the thread fill it, and says there what became of a thread that died. */
  async #record<Entry extends LaboratoryRecord>(
    store: RecordStore<Entry>,
    name: string,
    underWay: UnderWay,
    work: (id: string, file: string) => Promise<Result<Entry>>,
  ): Promise<Result<Entry>> {
    const unprepared = await store.prepare()
    if (unprepared) return unprepared
    if (underWay.isStopped) return failure('stopped', `${underWay.title} was stopped.`)
    underWay.id = createRunId(name)
    const result = await work(underWay.id, store.fileOf(underWay.id))
    if (!result.ok) {
      await store.markEnded(underWay.id, this.#isClosing ? 'stopped' : 'failed', result.message)
    }
    return result
  }

  async #delete<Entry extends LaboratoryRecord>(
    store: RecordStore<Entry>,
    id: string,
  ): Promise<Result<null>> {
    if (id === this.#id && this.#underWay) {
      return failure('busy', `${this.#underWay.title} is under way. Stop it first, then delete it.`)
    }
    return store.delete(id)
  }
}
