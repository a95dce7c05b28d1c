// What the probes of a run did while it trained, as the window knows it: every record's entry, and the last few records whole.
import type { Probe, Timeline, TimelineEntry, TimelineRecord } from '#shared/domain/inside/timeline'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { Failure, Result } from '#shared/protocol/result'
import type { LabClient } from '../lab'
import { RecordCache } from './record-cache'

type Client = Pick<LabClient, 'timeline' | 'timelineRecord'>

/** Records that are kept whole, so that going to and fro needs no second reading. */
const mostKept = 24

export class RunTimeline {
  readonly runId: string
  probes: readonly Probe[] = $state.raw([])
  /** By step, earliest first. */
  entries: readonly TimelineEntry[] = $state.raw([])
  failure: Failure | null = $state.raw(null)
  /** Whether the run's folder has been read. */
  isKnown: boolean = $state(false)

  readonly #client: Client
  readonly #records = new RecordCache<Result<TimelineRecord>>(mostKept)

  constructor(client: Client, runId: string) {
    this.#client = client
    this.runId = runId
  }

  /** Reads what the run has; what was told of later steps meanwhile stays. */
  async load(): Promise<void> {
    const before = this.entries
    const answer = await this.#client.timeline(this.runId)
    this.isKnown = true
    this.failure = answer.ok ? null : answer
    if (!answer.ok) return
    const { probes, entries } = answer.value
    const last = entries.at(-1)?.position.step ?? -1
    const told = this.entries.filter((entry) => !before.includes(entry))
    this.probes = probes
    this.entries = [...entries, ...told.filter(({ position }) => position.step > last)]
  }

  /** Takes a new record's entry; a run that was taken up again has lost those after it. */
  take(entry: TimelineEntry): void {
    this.#records.forgetFrom(entry.position.step)
    this.entries = withEntry(this.entries, entry)
    // It was opened before its first record.
    if (this.isKnown && this.probes.length === 0) void this.load()
  }

  /** The record of a step, read once. */
  record(step: number): Promise<Result<TimelineRecord>> {
    return this.#records.get(step, () => this.#read(step))
  }

  async #read(step: number): Promise<Result<TimelineRecord>> {
    const answer = await this.#client.timelineRecord(this.runId, step)
    if (answer.ok) return answer
    this.#records.forget(step)
    // It may have been thinned out since: then the list is an older one.
    await this.load()
    return answer
  }
}

function withEntry(entries: Timeline['entries'], entry: TimelineEntry): readonly TimelineEntry[] {
  const { step } = entry.position
  return [...entries.filter(({ position }) => position.step < step), entry]
}

/** The timeline of the run that is looked into. */
export class Timelines {
  open: RunTimeline | null = $state.raw(null)
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /** The timeline of a run, read when it is another than before. */
  of(runId: string): RunTimeline {
    if (this.open?.runId === runId) return this.open
    const timeline = new RunTimeline(this.#client, runId)
    this.open = timeline
    void timeline.load()
    return timeline
  }

  /** Takes what the engine tells; events of other kinds change nothing. */
  take(event: LabEvent): void {
    if (event.type === 'run-recorded' && event.runId === this.open?.runId)
      this.open.take(event.entry)
  }
}
