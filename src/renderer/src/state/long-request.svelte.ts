// A call that takes a while: how far it is, a way to stop it, and what came of it; a newer call of the same kind takes its place.
import type { Failure, Result } from '#shared/protocol/result'
import type { Progress } from '#shared/protocol/trainer-api'
import type { LabClient } from '../lab'

/** One kind of call of a view. */
export class LongRequest<Value> {
  /** What came last; it stays while the next is asked for. */
  answer: Value | null = $state.raw(null)
  failure: Failure | null = $state.raw(null)
  progress: Progress | null = $state.raw(null)
  /** The request under way. */
  id: string | null = $state(null)

  readonly isUnderWay: boolean = $derived(this.id !== null)
  /** 0 to 1; null while it is not known. */
  readonly share: number | null = $derived(
    this.progress?.total ? Math.min(1, this.progress.done / this.progress.total) : null,
  )

  readonly #client: Pick<LabClient, 'stop'>

  constructor(client: Pick<LabClient, 'stop'>) {
    this.#client = client
  }

  /** Makes a call in place of the one under way. @param call gets the id that it has to pass on */
  async start(call: (requestId: string) => Promise<Result<Value>>): Promise<void> {
    this.stop()
    const id = crypto.randomUUID()
    this.id = id
    this.progress = null
    this.failure = null
    const result = await call(id)
    if (this.id !== id) return
    this.id = null
    this.progress = null
    if (result.ok) this.answer = result.value
    else this.failure = result
  }

  /** Has the call under way end early; what it found until then still comes. */
  stop(): void {
    if (this.id !== null) void this.#client.stop(this.id)
  }

  /** Forgets everything, and ends what is under way. */
  reset(): void {
    this.stop()
    this.id = null
    this.answer = null
    this.failure = null
    this.progress = null
  }

  /** Takes the engine's word on how far a request is, if it is this one. */
  take(id: string, progress: Progress): void {
    if (id === this.id) this.progress = progress
  }
}

/** All of them, so that the engine's events find theirs. */
export class LongRequests {
  readonly #client: Pick<LabClient, 'stop'>
  #all: readonly Pick<LongRequest<unknown>, 'take'>[] = []

  constructor(client: Pick<LabClient, 'stop'>) {
    this.#client = client
  }

  /** @param onEnd is given what ends it, for when the view goes */
  make<Value>(onEnd: (end: () => void) => void): LongRequest<Value> {
    const request = new LongRequest<Value>(this.#client)
    this.#all = [...this.#all, request]
    onEnd(() => {
      request.reset()
      this.#all = this.#all.filter((other) => other !== request)
    })
    return request
  }

  take(id: string, progress: Progress): void {
    for (const request of this.#all) request.take(id, progress)
  }
}
