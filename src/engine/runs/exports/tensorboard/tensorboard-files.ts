// The run folder's `tensorboard/`: one event file in training/ and one in validation/, for `tensorboard --logdir`.
import { join } from 'node:path'
import type { MetricsEntry } from '../metrics-entries'
import type { MetricsFile } from '../metrics-file'
import { EventFile } from './event-file'
import { MetricsEvents } from './metrics-events'

export class TensorBoardFiles implements MetricsFile {
  readonly #training: EventFile
  readonly #validation: EventFile
  readonly #startedAt: () => Promise<number>
  #events: MetricsEvents | null = null

  /**
   * @param folder the run folder
   * @param startedAt answers with the run's start in seconds since 1970
   */
  constructor(folder: string, startedAt: () => Promise<number>) {
    this.#training = new EventFile(join(folder, 'tensorboard', 'training'))
    this.#validation = new EventFile(join(folder, 'tensorboard', 'validation'))
    this.#startedAt = startedAt
  }

  async begin(): Promise<void> {
    this.#events = new MetricsEvents(await this.#startedAt())
    const header = this.#events.header()
    await this.#training.begin(header)
    await this.#validation.begin(header)
  }

  async append(entries: readonly MetricsEntry[]): Promise<void> {
    if (!this.#events) return
    const { training, validation } = this.#events.encode(entries)
    await this.#training.append(training)
    await this.#validation.append(validation)
  }

  async close(): Promise<void> {
    await Promise.all([this.#training.close(), this.#validation.close()])
  }
}
