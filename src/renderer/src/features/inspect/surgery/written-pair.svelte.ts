// A language model's text beside the one it writes under surgery: the same prompt and the same chance, live, newest wins.
import type { GeneratedToken, Generation, GenerationRequest } from '#shared/domain/generation'
import type { Surgery } from '#shared/domain/inside/surgery'
import type { Result } from '#shared/protocol/result'
import type { LabClient } from '../../../lab'

type Client = Pick<LabClient, 'generate' | 'writeUnderSurgery' | 'stop'>

/** What both texts are written from. */
export interface WritingRequest {
  readonly run: string
  readonly version: string
  readonly prompt: string
  readonly length: number
  readonly temperature: number
  readonly seed: number
}

/** One of the two texts. */
export class WrittenSide {
  text: string | null = $state.raw(null)
  failure: string | null = $state.raw(null)
  requestId: string | null = $state.raw(null)
  readonly isWriting: boolean = $derived(this.requestId !== null)
  /** What it was written from; another request makes it anew. */
  key = ''

  forget(): void {
    this.key = ''
    this.text = null
    this.failure = null
  }
}

export class WrittenPair {
  readonly before = new WrittenSide()
  readonly after = new WrittenSide()
  readonly isWriting: boolean = $derived(this.before.isWriting || this.after.isWriting)
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /** Writes what is not written from this already; what is being written from something else ends. */
  async write(request: WritingRequest, surgery: Surgery): Promise<void> {
    const { run } = request
    const key = JSON.stringify(request)
    // The engine writes one text after the other.
    const first = this.#writeSide(this.before, key, request, (one) =>
      this.#client.generate(run, one),
    )
    if (surgery.length === 0) {
      await this.#end(this.after)
      this.after.forget()
      return first
    }
    const second = this.#writeSide(this.after, JSON.stringify([key, surgery]), request, (one) =>
      this.#client.writeUnderSurgery(run, one, surgery),
    )
    await Promise.all([first, second])
  }

  /** Ends both texts where they are. */
  async stop(): Promise<void> {
    const sides = [this.before, this.after]
    // What was cut short is written anew when it is asked for again.
    for (const side of sides) if (side.isWriting) side.key = ''
    await Promise.all(sides.map((side) => this.#end(side)))
  }

  /** Takes tokens that the engine tells of. */
  take(requestId: string, tokens: readonly GeneratedToken[]): void {
    for (const side of [this.before, this.after])
      if (side.requestId === requestId)
        side.text = (side.text ?? '') + tokens.map(({ text }) => text).join('')
  }

  async #writeSide(
    side: WrittenSide,
    key: string,
    request: WritingRequest,
    ask: (request: GenerationRequest) => Promise<Result<Generation>>,
  ): Promise<void> {
    if (side.key === key) return
    side.key = key
    await this.#end(side)
    // A newer request came while the text before was ending.
    if (side.key !== key) return
    const requestId = crypto.randomUUID()
    side.requestId = requestId
    side.failure = null
    side.text = ''
    const answer = await ask(requestOf(requestId, request))
    if (side.requestId !== requestId) return
    side.requestId = null
    if (answer.ok) side.text = answer.value.text
    else {
      side.forget()
      side.failure = answer.message
    }
  }

  async #end(side: WrittenSide): Promise<void> {
    const { requestId } = side
    if (requestId === null) return
    side.requestId = null
    await this.#client.stop(requestId)
  }
}

function requestOf(
  requestId: string,
  { prompt, length, temperature, seed }: WritingRequest,
): GenerationRequest {
  return {
    ...{ requestId, prompt, length, continuation: [], alternatives: 0, stop: null },
    sampling: { temperature, topK: null, topP: null, repetitionPenalty: 1, seed },
  }
}
