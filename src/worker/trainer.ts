// TrainerApi implemented: each call loads only what it needs, so that a preview starts without TensorFlow.
import { failure, success, type Result } from '#shared/protocol/result'
import type {
  Progress,
  ReportRequest,
  TrainerApi,
  TrainerEvent,
  TrainRequest,
} from '#shared/protocol/trainer-api'
import { RunControl } from './training/run-control'

export class Trainer implements TrainerApi {
  readonly #emit: (event: TrainerEvent) => void
  /** What is under way, by run or request id. */
  readonly #controls = new Map<string, RunControl>()
  #training: string | undefined

  constructor(emit: (event: TrainerEvent) => void) {
    this.#emit = emit
  }

  async environment(): ReturnType<TrainerApi['environment']> {
    const { startBackend } = await import('./backend')
    return startBackend()
  }

  async preview(request: Parameters<TrainerApi['preview']>[0]): ReturnType<TrainerApi['preview']> {
    const { previewData } = await import('./text/preview')
    return previewData(request)
  }

  async report(request: ReportRequest): ReturnType<TrainerApi['report']> {
    const { requestId } = request
    return this.#controlled(requestId, async (control) => {
      const { loadDataset } = await import('./text/load-dataset')
      const loading = {
        onProgress: (progress: Progress) =>
          this.#emit({ type: 'progress', id: requestId, progress }),
        isStopped: () => control.isStopped,
      }
      const dataset = await loadDataset(request.data, request.text, request.seed, loading)
      if (!dataset.ok) return dataset
      try {
        const { report } = dataset.value
        if (!request.baselines) return success({ report, baselines: [] })
        const { computeBaselines } = await import('./baselines/baselines')
        const baselines = await computeBaselines(dataset.value, loading)
        if (control.isStopped) return failure('stopped', 'The report was stopped.')
        return success({ report, baselines })
      } finally {
        dataset.value.close?.()
      }
    })
  }

  async train(request: TrainRequest): ReturnType<TrainerApi['train']> {
    if (this.#training) return failure('busy', `The run ${this.#training} is still training.`)
    this.#training = request.runId
    try {
      return await this.#controlled(request.runId, async (control) => {
        const { train } = await import('./training/train')
        return train(request, this.#emit, control)
      })
    } finally {
      this.#training = undefined
    }
  }

  pause(id: string): Promise<boolean> {
    return Promise.resolve(this.#tellRun(id, (control) => control.pause()))
  }

  goOn(id: string): Promise<boolean> {
    return Promise.resolve(this.#tellRun(id, (control) => control.goOn()))
  }

  stop(id: string): Promise<boolean> {
    const control = this.#controls.get(id)
    control?.stop()
    return Promise.resolve(control !== undefined)
  }

  async predict(folder: string, texts: readonly string[]): ReturnType<TrainerApi['predict']> {
    const { predict } = await import('./inference/predict')
    return predict(folder, texts)
  }

  async evaluate(
    folder: string,
    data: Parameters<TrainerApi['evaluate']>[1],
  ): ReturnType<TrainerApi['evaluate']> {
    return this.#controlled(folder, async (control) => {
      const { evaluate } = await import('./inference/evaluate')
      const onProgress = (progress: Progress) =>
        this.#emit({ type: 'progress', id: folder, progress })
      return evaluate(folder, data, { onProgress, isStopped: () => control.isStopped })
    })
  }

  async exportModel(
    folder: string,
    format: 'tfjs',
    out: string,
  ): ReturnType<TrainerApi['exportModel']> {
    switch (format) {
      case 'tfjs': {
        const { exportTfjs } = await import('./export/tfjs')
        return exportTfjs(folder, out)
      }
    }
  }

  #tellRun(id: string, tell: (control: RunControl) => void): boolean {
    const control = id === this.#training ? this.#controls.get(id) : undefined
    if (control) tell(control)
    return control !== undefined
  }

  async #controlled<Value>(
    id: string,
    work: (control: RunControl) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    const control = new RunControl()
    this.#controls.set(id, control)
    try {
      return await work(control)
    } finally {
      if (this.#controls.get(id) === control) this.#controls.delete(id)
    }
  }
}
