// What is looked at inside a run: the sentence, the layer, token and unit in focus, and what the network did.
import type { InspectedLayer, Inspection, SnapshotChoice } from '#shared/domain/inside/inspection'
import type { Snapshot } from '#shared/domain/inside/inspection'
import type { Surgery } from '#shared/domain/inside/surgery'
import type { Task } from '#shared/experiment/schema'
import type { Failure } from '#shared/protocol/result'
import type { LabClient } from '../lab'
import { LongRequests } from './long-request.svelte'
import type { RunView } from './run-view.svelte'

/** Views of a run, views that train cells of their own, and the lessons. */
export const inspectViews = [
  ...(['unrolled', 'steps', 'states', 'weights', 'gradients', 'time', 'surgery', 'words'] as const),
  ...(['race', 'exam', 'lessons'] as const),
] as const
export type InspectView = (typeof inspectViews)[number]

/** Views that need no run. */
const viewsWithoutRun: ReadonlySet<InspectView> = new Set(['race', 'exam', 'lessons'])

/** After the last key press. */
const delayMs = 250

export class InspectState {
  view: InspectView = $state('unrolled')
  /** The sentence; empty: none yet. */
  text: string = $state('')
  /** Its right answer, when it is a row of the data. */
  answer: string | null = $state(null)
  /** Whose weights. */
  snapshot: SnapshotChoice = $state('kept')
  /** The output that gradients are of; null: the last one. */
  output: number | null = $state(null)
  /** In focus: index into the inspection's layers, token of the layer's axis, unit. */
  layer: number = $state(0)
  token: number = $state(0)
  unit: number = $state(0)
  /** What a person changed inside; the inspection here never has it. */
  surgery: Surgery = $state.raw([])
  /** Snapshots of the run besides its kept model. */
  snapshots: readonly Snapshot[] = $state.raw([])
  /** What the network did with the sentence; of the sentence before while the next is asked for. */
  inspection: Inspection | null = $state.raw(null)
  failure: Failure | null = $state.raw(null)
  isAsking: boolean = $state(false)
  /** The id of the lesson that is open. */
  lesson: string | null = $state(null)

  /** The layer in focus; null before there is an inspection. */
  readonly focused: InspectedLayer | null = $derived.by(() => {
    const layers = this.inspection?.layers ?? []
    return layers[Math.min(this.layer, layers.length - 1)] ?? null
  })
  readonly needsRun: boolean = $derived(!viewsWithoutRun.has(this.view))

  /** Calls of the views that take a while. */
  readonly requests: LongRequests
  readonly #client: LabClient
  #runId: string | null = null
  /** Each task's text: one to classify says nothing to a network that rewrites dates. */
  readonly #texts: Partial<Record<Task, string>> = {}
  #task: Task | null = null
  #key = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(client: LabClient) {
    this.#client = client
    this.requests = new LongRequests(client)
  }

  /** Puts a run in focus: what was of another one is forgotten; the text stays among runs of one task. */
  open(run: RunView | null): void {
    if (this.#runId === (run?.id ?? null)) return
    this.#runId = run?.id ?? null
    this.#key = ''
    this.inspection = null
    this.failure = null
    this.snapshot = 'kept'
    this.snapshots = []
    this.surgery = []
    this.output = null
    this.answer = null
    this.layer = this.token = this.unit = 0
    if (run) this.#takeTextOf(run.experiment.task)
  }

  /** Looks at another sentence. */
  say(text: string, answer: string | null = null): void {
    this.text = text
    this.answer = answer
    this.output = null
    this.token = 0
  }

  /** Asks for what is in focus now unless that is known; a newer call wins. @param version changes when the run's weights do */
  follow(run: RunView, version: string): void {
    const { text, answer, snapshot, output } = this
    const key = JSON.stringify([run.id, version, text, answer, snapshot, output])
    if (key === this.#key) return
    const isFirst = this.#key === ''
    this.#key = key
    clearTimeout(this.#timer)
    if (text.trim() === '') {
      this.inspection = null
      this.failure = null
      this.isAsking = false
      return
    }
    this.isAsking = true
    this.#timer = setTimeout(() => void this.#ask(run.id, key), isFirst ? 0 : delayMs)
  }

  /** Learns which snapshots the run has. */
  async loadSnapshots(run: RunView): Promise<void> {
    const answer = await this.#client.snapshots(run.id)
    if (answer.ok && this.#runId === run.id) this.snapshots = answer.value
  }

  #takeTextOf(task: Task): void {
    if (task === this.#task) return
    if (this.#task !== null) {
      this.#texts[this.#task] = this.text
      this.text = this.#texts[task] ?? ''
    }
    this.#task = task
  }

  async #ask(runId: string, key: string): Promise<void> {
    const { text, answer, snapshot, output } = this
    const request = { text, answer, snapshot, output, surgery: [] }
    const result = await this.#client.inspect(runId, request)
    if (this.#key !== key) return
    this.isAsking = false
    this.failure = result.ok ? null : result
    if (!result.ok) return
    this.inspection = result.value
    this.#keepInside(result.value)
  }

  #keepInside({ layers, source, target }: Inspection): void {
    this.layer = Math.min(this.layer, Math.max(0, layers.length - 1))
    const layer = layers[this.layer] as InspectedLayer | undefined // a model without recurrent layers has none
    const axis = layer?.axis === 'target' ? target : source
    this.token = Math.min(this.token, Math.max(0, (axis?.tokens.length ?? 1) - 1))
    this.unit = Math.min(this.unit, Math.max(0, (layer?.units ?? 1) - 1))
  }
}
