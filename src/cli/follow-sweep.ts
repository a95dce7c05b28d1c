// Trains the runs of a sweep one after the other and follows them to the end of the last, or to Ctrl-C.
import type { QueueState } from '#shared/domain/queue'
import type { RunGroup, RunRecord } from '#shared/domain/run'
import type { LabEvent } from '#shared/protocol/lab-api'
import { success, type Result } from '#shared/protocol/result'
import type { Lab } from '../engine/lab'
import { interruptedNote } from './follow-run'
import { onInterrupt } from './interrupt'
import type { Output } from './output'
import type { PlannedRun, SweepPrinter, SweptRun } from './sweep-printer'

export interface SweepOutcome {
  /** Of those that had their turn, in their order. */
  readonly runs: readonly SweptRun[]
  /** Ctrl-C ended it. */
  readonly isInterrupted: boolean
  /** Why the next one could not begin, so that the sweep ended. */
  readonly notice: string | null
}

/** Settles when every run has had its turn; fails, before the first one, when the lab refuses the sweep. */
export async function followSweep(
  lab: Lab,
  output: Output,
  plan: { readonly name: string; readonly runs: readonly PlannedRun[] },
  printer: SweepPrinter,
): Promise<Result<SweepOutcome>> {
  const following = new Following(lab, plan.runs, printer)
  lab.subscribe((event) => following.take(event))
  const release = onInterrupt(() => {
    output.note(interruptedNote)
    following.interrupt()
  })
  try {
    const begun = await lab.api.sweep(plan)
    if (!begun.ok) return begun
    following.begun(begun.value.group)
    return success(await following.ended)
  } finally {
    release()
  }
}

class Following {
  readonly #lab: Lab
  readonly #plan: readonly PlannedRun[]
  readonly #printer: SweepPrinter
  readonly #runs: SweptRun[] = []
  #started = 0
  #group: RunGroup | null = null
  /** The id of the run under way. */
  #current: string | null = null
  #notice: string | null = null
  #isInterrupted = false
  /** After an interruption: nothing starts any more. */
  #isHeld = false
  /** Its entries are in the queue, so that those which leave it have had their turn. */
  #isQueued = false
  /** Settles when every run has had its turn, or none has one any more. */
  readonly ended: Promise<SweepOutcome>
  #resolve: (outcome: SweepOutcome) => void = () => undefined

  constructor(lab: Lab, plan: readonly PlannedRun[], printer: SweepPrinter) {
    this.#lab = lab
    this.#plan = plan
    this.#printer = printer
    this.ended = new Promise((resolve) => (this.#resolve = resolve))
  }

  /** The lab has taken the sweep; its first run may have started before. */
  begun(group: RunGroup): void {
    if (!this.#group) this.#printer.begin(group)
    this.#group = group
    this.#settle()
  }

  /** Saves the run under way and starts no other. */
  interrupt(): void {
    this.#isInterrupted = true
    if (this.#current) void this.#lab.api.stop(this.#current)
    void this.#lab.api.holdQueue(true).then(() => {
      this.#isHeld = true
      this.#settle()
    })
  }

  take(event: LabEvent): void {
    if (event.type === 'run-started') this.#start(event.record, event.folder)
    else if (event.type === 'run-ended') this.#end(event)
    else if (event.type === 'queue') this.#takeQueue(event.queue)
    else this.#printer.take(event)
  }

  #start(record: RunRecord, folder: string): void {
    if (record.group) this.begun(record.group)
    this.#current = record.id
    this.#printer.started(this.#plan[this.#started++], record, folder)
    if (this.#isInterrupted) void this.#lab.api.stop(record.id)
  }

  #end({ record, folder }: Extract<LabEvent, { type: 'run-ended' }>): void {
    const planned = this.#plan[this.#runs.length]
    this.#add({ ...planned, record, folder, state: record.state, message: record.message })
    this.#current = null
    this.#settle()
  }

  /** A run that left the queue without having started could not begin; it is filed as failed. */
  #takeQueue({ entries, isHeld, notice }: QueueState): void {
    this.#isQueued ||= entries.length === this.#plan.length
    const taken = this.#isQueued ? this.#plan.length - entries.length : 0
    while (this.#started < taken) this.#addFailed()
    if (isHeld && notice) this.#notice = notice
    this.#settle()
  }

  #addFailed(): void {
    const planned = this.#plan[this.#started++]
    const message = 'It could not begin: its data are not there or may not be read.'
    this.#add({ ...planned, record: null, folder: null, state: 'failed', message })
  }

  #add(run: SweptRun): void {
    this.#runs.push(run)
    this.#printer.ended(run)
  }

  #settle(): void {
    const isComplete = this.#runs.length === this.#plan.length
    const isOver = isComplete || this.#isHeld || this.#notice !== null
    if (this.#current !== null || this.#group === null || !isOver) return
    const wasCutShort = !isComplete || this.#runs.at(-1)?.state === 'stopped'
    const isInterrupted = this.#isInterrupted && wasCutShort
    this.#resolve({ runs: this.#runs, isInterrupted, notice: this.#notice })
  }
}
