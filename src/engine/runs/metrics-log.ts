// Appends to `metrics.jsonl`: the format, then a line for each step and each epoch, on disk for good at each epoch's end.
import { open, type FileHandle } from 'node:fs/promises'
import type { EpochMetrics, StepColumns } from '#shared/domain/run'
import type { Failure } from '#shared/protocol/result'
import { metricsFormat } from './run-files'
import { writeFailure } from '../../files/write-file'

export class MetricsLog {
  readonly #path: string
  readonly #onFailure: (failure: Failure) => void
  #file: FileHandle | null = null
  #failed = false
  /** Writes go one after the other. */
  #last: Promise<void> = Promise.resolve()

  /** @param onFailure called once, at the first line that cannot be written */
  constructor(path: string, onFailure: (failure: Failure) => void) {
    this.#path = path
    this.#onFailure = onFailure
  }

  /** Queues a batch of steps. */
  appendSteps(steps: StepColumns): void {
    this.#append(stepLines(steps), false)
  }

  /** Queues an epoch and forces everything so far to the disk. */
  appendEpoch(metrics: EpochMetrics): void {
    this.#append(`${JSON.stringify({ type: 'epoch', ...metrics })}\n`, true)
  }

  /** Waits for what is queued. */
  async close(): Promise<void> {
    await this.#last
    await this.#file?.close().catch((error: unknown) => this.#fail(error))
    this.#file = null
  }

  #append(lines: string, forced: boolean): void {
    this.#last = this.#last.then(() => this.#write(lines, forced))
  }

  async #write(lines: string, forced: boolean): Promise<void> {
    if (this.#failed) return
    try {
      this.#file ??= await openLog(this.#path)
      await this.#file.appendFile(lines)
      if (forced) await this.#file.datasync()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    if (this.#failed) return
    this.#failed = true
    this.#onFailure(writeFailure(this.#path, error))
  }
}

async function openLog(path: string): Promise<FileHandle> {
  const file = await open(path, 'a')
  try {
    const { size } = await file.stat()
    if (size === 0)
      await file.appendFile(`${JSON.stringify({ type: 'format', format: metricsFormat })}\n`)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

function stepLines(steps: StepColumns): string {
  let lines = ''
  for (let index = 0; index < steps.loss.length; index++) {
    lines += `${JSON.stringify({
      type: 'step',
      step: steps.first + index,
      loss: shortened(steps.loss[index]),
      accuracy: shortened(steps.accuracy[index]),
      gradientNorm: shortened(steps.gradientNorm[index]),
      milliseconds: shortened(steps.milliseconds[index]),
    })}\n`
  }
  return lines
}

// A 32-bit float has between 7 and 8 decimal digits.
function shortened(value: number): number {
  return Number(value.toPrecision(8))
}
