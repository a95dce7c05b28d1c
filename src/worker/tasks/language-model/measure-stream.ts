// Measures a language model on a token stream: loss, accuracy, perplexity and bits per character.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LanguageModelEvaluation } from '#shared/domain/evaluation'
import { tf } from '../../backend'
import type { NetworkState } from '../../generation/forward-from-state'
import { releaseMasks } from '../../model/dropout'
import type { EvaluateControl } from '../task'
import { bitsPerCharacter } from './measures'
import { runWindows, type RunSettings } from './run-windows'
import type { TokenStream } from './token-stream'
import { fillWindows, measuredStretches, windowAt, windowCount, type WindowBatch } from './windows'

export interface MeasureOptions extends Omit<RunSettings, 'training'> {
  readonly stream: TokenStream
  /** Of a window. */
  readonly length: number
  readonly batchSize: number
  /** Whether each window begins with the state after the one before it, as it does when `stateful` training. */
  readonly stateful: boolean
}

/** With the weights as they are; null when stopped. */
export async function measureStream(
  options: MeasureOptions,
  control: EvaluateControl,
): Promise<LanguageModelEvaluation | null> {
  const started = performance.now()
  const { stream, length } = options
  const sums = { loss: 0, right: 0, tokens: 0, windows: 0 }
  const measurer = new Measurer(options)
  try {
    for (const batch of batchesOf(options)) {
      if (control.isStopped()) return null
      const { loss, accuracy } = measurer.run(batch)
      sums.loss += loss * batch.counted
      sums.right += accuracy * batch.counted
      sums.tokens += batch.counted
      sums.windows += batch.rows
      control.onRows(Math.min(sums.windows, windowCount(stream, length)))
      await nextTurn()
    }
  } finally {
    measurer.dispose()
  }
  const loss = sums.loss / sums.tokens
  return {
    kind: 'language-model',
    loss,
    accuracy: sums.right / sums.tokens,
    rows: windowCount(stream, length),
    tokens: sums.tokens,
    perplexity: Math.exp(loss),
    bitsPerCharacter: bitsPerCharacter(loss, sums.tokens, stream.characters),
    seconds: (performance.now() - started) / 1000,
  }
}

function* batchesOf({ stream, length, batchSize, stateful }: MeasureOptions) {
  if (stateful) {
    const stretches = measuredStretches(stream, length, batchSize)
    for (let step = 0; step < stretches.steps; step++) yield stretches.batch(step)
    return
  }
  const windows = windowCount(stream, length)
  for (let from = 0; from < windows; from += batchSize) {
    const rows = Math.min(batchSize, windows - from)
    const stretches = Array.from({ length: rows }, (_, row) => windowAt(stream, length, from + row))
    yield fillWindows(stream, stretches, length)
  }
}

/** Runs batch after batch, and carries the state where it is wanted. */
class Measurer {
  #state: NetworkState | null = null

  constructor(private readonly options: MeasureOptions) {}

  run(batch: WindowBatch): { readonly loss: number; readonly accuracy: number } {
    const { model, stateful } = this.options
    const before = this.#state
    const measured = tf.tidy(() => {
      const settings = { ...this.options, training: false }
      const { loss, accuracy, state } = runWindows(settings, batch, before)
      if (stateful) this.#state = state.map((layer) => layer.map((tensor) => tf.keep(tensor)))
      return { loss: loss.dataSync()[0], accuracy: accuracy.dataSync()[0] }
    })
    releaseMasks(model)
    if (before) tf.dispose(before.flat())
    return measured
  }

  dispose(): void {
    if (this.#state) tf.dispose(this.#state.flat())
  }
}
