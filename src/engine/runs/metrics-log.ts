// Adds to `metrics.jsonl`: the format, then a line for each step and each epoch.
import type { EpochMetrics, StepColumns } from '#shared/domain/run'
import type { Failure } from '#shared/protocol/result'
import { AppendFile } from './append-file'
import { metricsFormat } from './run-files'

export class MetricsLog {
  readonly #file: AppendFile

  constructor(path: string) {
    this.#file = new AppendFile(path, JSON.stringify({ type: 'format', format: metricsFormat }))
  }

  appendSteps(steps: StepColumns): Promise<Failure | null> {
    return this.#file.append(stepLines(steps))
  }

  appendEpoch(metrics: EpochMetrics): Promise<Failure | null> {
    return this.#file.append(`${JSON.stringify({ type: 'epoch', ...metrics })}\n`)
  }

  /** Forces everything so far to the disk. */
  sync(): Promise<Failure | null> {
    return this.#file.sync()
  }

  close(): Promise<void> {
    return this.#file.close()
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
      learningRate: shortened(steps.learningRate[index]),
      seconds: shortened(steps.seconds[index]),
    })}\n`
  }
  return lines
}

// A 32-bit float is told apart by nine decimal digits.
function shortened(value: number): number {
  return Number(value.toPrecision(9))
}
