// One trainer thread: its calls, its events and how it ended.
import { wrap, type Remote } from 'comlink'
import nodeEndpoint from 'comlink/dist/umd/node-adapter.js'
import { totalmem } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { TrainerApi, TrainerEvent, TrainerEventMessage } from '#shared/protocol/trainer-api'
import { pinNativeLibrary } from './native-library'

export type Trainer = Remote<TrainerApi>

const megabyte = 1024 * 1024
/** A dataset's strings need room; V8's own limit for a thread can be as low as 512 MB. */
const heapMegabytes = Math.round(Math.min(8192, Math.max(1024, totalmem() / megabyte / 2)))

export class TrainerThread {
  readonly trainer: Trainer
  /** Resolves with why, when the thread is gone. */
  readonly ended: Promise<string>
  readonly #worker: Worker

  constructor(file: string, onEvent: (event: TrainerEvent) => void) {
    pinNativeLibrary()
    // Stdout carries the command line's answers, so what the thread prints goes to stderr.
    this.#worker = new Worker(file, {
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    })
    this.#worker.stdout.pipe(process.stderr, { end: false })
    this.#worker.stderr.pipe(process.stderr, { end: false })
    this.#worker.on('message', (message: unknown) => {
      if (isEventMessage(message)) onEvent(message.unrollTrainerEvent)
    })
    this.ended = endOf(this.#worker)
    this.trainer = wrap<TrainerApi>(nodeEndpoint(this.#worker))
  }

  /** Ends the thread at once, in the middle of a step too. */
  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }
}

function endOf(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    let reason: string | null = null
    worker.on('error', (error) => {
      reason = describeError(error)
    })
    worker.on('exit', (code) => resolve(reason ?? `it ended with code ${code}`))
  })
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it ran out of memory'
  return error.message.split('\n')[0]
}

function isEventMessage(message: unknown): message is TrainerEventMessage {
  return typeof message === 'object' && message !== null && 'unrollTrainerEvent' in message
}
