// ONNX Runtime for one model, in WebAssembly and in a thread of its own: a model that takes too long or breaks it takes nobody along.
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { ModelInputs } from '../package/vectors'
import threadModule from './runtime-thread.mjs?raw'

const baseTime = 20_000
/** Bytes that are loaded in a millisecond, of the slowest machine. */
const loaded = 10_000
/** Bytes of weights gone through by tokens in a millisecond: about a quarter of a billion operations in a second. */
const computed = 500_000

const openedSchema = z.object({ version: z.string(), inputs: z.array(z.string()) })
export type Opened = z.output<typeof openedSchema>

const answerSchema = z.object({ dims: z.array(z.int()), data: z.instanceof(Float32Array) })
export type Answer = z.output<typeof answerSchema>

const messageSchema = z.union([z.object({ error: z.string() }), z.object({ value: z.unknown() })])

interface Question {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

export class Runtime {
  private readonly worker: Worker
  /** Milliseconds that may still be spent. */
  private left: number
  private asked: Question | null = null
  private end: string | null = null

  /**
   * @param bytes of the model
   * @param time milliseconds for a model that does nothing
   */
  constructor(
    private readonly bytes: number,
    time = baseTime,
  ) {
    const source = new URL(`data:text/javascript,${encodeURIComponent(threadModule)}`)
    // From where onnxruntime-web is found, which a module without a place cannot know.
    this.worker = new Worker(source, { workerData: { from: import.meta.url } })
    this.worker.on('message', (message) => this.answer(message))
    this.worker.on('error', ({ message }) => this.fail(message))
    this.worker.on('exit', () => this.fail('ONNX Runtime came to its end'))
    this.left = time + bytes / loaded
  }

  /** Throws with a sentence when the runtime does not take the model. */
  async open(model: Uint8Array): Promise<Opened> {
    return openedSchema.parse(await this.ask({ model }))
  }

  /** Throws with a sentence when it cannot be computed, or not in time. */
  async run(ids: ModelInputs): Promise<Answer> {
    const steps = Object.values(ids).reduce((sum, { length }) => sum + length, 0)
    this.left += (this.bytes * steps) / computed
    return answerSchema.parse(await this.ask({ ids }))
  }

  close(): void {
    void this.worker.terminate()
  }

  private async ask(question: object): Promise<unknown> {
    if (this.end !== null) throw new Error(this.end)
    const start = performance.now()
    const timer = setTimeout(() => this.fail('it takes longer than a model may'), this.left)
    try {
      return await new Promise((resolve, reject) => {
        this.asked = { resolve, reject }
        this.worker.postMessage(question)
      })
    } finally {
      clearTimeout(timer)
      this.left -= performance.now() - start
    }
  }

  private answer(message: unknown): void {
    const { data: answer } = messageSchema.safeParse(message)
    if (!answer) this.fail('ONNX Runtime answered with something else')
    else if ('error' in answer) this.asked?.reject(new Error(lineOf(answer.error)))
    else this.asked?.resolve(answer.value)
  }

  /** Nothing more comes from the thread. */
  private fail(reason: string): void {
    this.end ??= lineOf(reason)
    this.asked?.reject(new Error(this.end))
    this.close()
  }
}

/** The first line, not too long: the runtime quotes what it read. */
function lineOf(message: string): string {
  const [line] = message.split('\n')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
