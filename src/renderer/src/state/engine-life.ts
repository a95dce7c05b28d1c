// The engine's coming and going: what is loaded when it is there, and what is said when it is not.
import type { Experiment } from '#shared/experiment/schema'
import type { LabState } from './app.svelte'
import { firstExperiment } from './first-experiment'
import { isSameExperiment } from './same-experiment'

export class EngineLife {
  readonly #lab: LabState
  #isDraftLoaded = false

  constructor(lab: LabState) {
    this.#lab = lab
  }

  /** The engine is there, for the first time or again. */
  async onReady(reason: string | null): Promise<void> {
    const lab = this.#lab
    const isFirst = lab.connection === 'starting'
    const described = await lab.client.describe()
    if (!described.ok) return
    lab.description = described.value
    this.#forgetCalls()
    await this.#loadDraft(described.value.samplePath)
    const recovered = await lab.runs.recover()
    if (!recovered.ok) lab.notices.add('error', recovered.message, { key: 'runs' })
    await lab.queue.load()
    if (isFirst) await this.#selectFirst()
    lab.connection = 'ready'
    if (reason !== null)
      lab.notices.add('info', `The engine was started again: ${reason}`, { key: 'engine' })
    const { warning } = described.value.environment
    if (warning) lab.notices.add('warning', warning, { key: 'backend' })
  }

  onLost(reason: string): void {
    const lab = this.#lab
    lab.connection = 'lost'
    this.#forgetCalls()
    const name = lab.training?.record.name
    const kept = name ? ` ${name} is kept up to what was written last.` : ''
    lab.notices.add('error', `The engine stopped: ${reason}${kept}`, { key: 'engine' })
  }

  /** What is kept for the next start: the draft, also while a run is looked at; null before it was loaded. */
  draftToKeep(): Experiment | null {
    return this.#isDraftLoaded ? this.#lab.desk.draftToKeep() : null
  }

  /** Calls to an engine that has gone are over. */
  #forgetCalls(): void {
    this.#lab.data.reset()
    this.#lab.control.settle()
  }

  async #loadDraft(samplePath: string): Promise<void> {
    const { client, draft, notices } = this.#lab
    if (this.#isDraftLoaded) return
    const kept = await client.loadDraft()
    draft.load((kept.ok && kept.value) || firstExperiment(samplePath), null)
    this.#isDraftLoaded = true
    if (kept.ok) return
    const message = `The last draft could not be read. ${kept.message}`
    notices.add('warning', message, { key: 'draft' })
  }

  /** On a start: the run under way is shown, or the newest when the draft is that run's experiment. */
  async #selectFirst(): Promise<void> {
    const lab = this.#lab
    const newest = lab.training ?? lab.runs.list[0]
    if (!newest || lab.selected) return
    const answer = await lab.runs.open(newest.id)
    if (!answer.ok) return
    const isDraft = isSameExperiment(answer.value.experiment, lab.draft.experiment)
    if (!isDraft && answer.value !== lab.training) return
    if (!isDraft) lab.desk.setAside()
    lab.show(answer.value)
    lab.step = 'train'
  }
}
