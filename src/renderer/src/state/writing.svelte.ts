// What language models write under "Try it": the settings, and for each run its text with the branches that were left.
import type {
  CopiedStretch,
  GeneratedToken,
  Generation,
  GenerationRequest,
} from '#shared/domain/generation'
import type { LabClient } from '../lab'
import { WritingSettings } from './writing-settings.svelte'

type Client = Pick<LabClient, 'generate' | 'stop'>

/** So many alternatives are told of each token. */
const alternatives = 8
const mostEarlier = 30
/** After a choice at the end of a text so many tokens follow. */
const leastAfterBranch = 20

/** A text as it stands: what was written after a prompt, and how. */
export interface Text {
  readonly prompt: string
  readonly seed: number
  readonly tokens: readonly GeneratedToken[]
  readonly copied: readonly CopiedStretch[]
  /** How much of the training text was searched for copies; null while it is written. */
  readonly searched: number | null
  readonly endedBy: Generation['endedBy'] | null
  readonly tokensPerSecond: number
}

/** The text of one run. */
export class Writing {
  readonly runId: string
  readonly settings: WritingSettings
  text: Text | null = $state.raw(null)
  failure: string | null = $state.raw(null)
  /** Texts that others have taken the place of, the last one last. */
  earlier: readonly Text[] = $state.raw([])
  #requestId: string | null = $state.raw(null)
  readonly #client: Client

  readonly isWriting: boolean = $derived(this.#requestId !== null)

  constructor(runId: string, settings: WritingSettings, client: Client) {
    this.runId = runId
    this.settings = settings
    this.#client = client
  }

  /** Writes a new text. */
  async write(): Promise<void> {
    const { prompt, seed } = this.settings
    await this.#goOnFrom({ prompt, seed: seed ?? newSeed(), tokens: [] }, this.settings.length)
  }

  /** Goes on behind the text that is there. */
  async goOn(): Promise<void> {
    if (this.text) await this.#goOnFrom(this.text, this.settings.length)
  }

  /** Takes another token at a place and writes on from there, as far as before. */
  async branch(at: number, id: number): Promise<void> {
    const { text } = this
    const token = text?.tokens[at]
    const chosen = token?.alternatives.find((one) => one.id === id)
    if (!text || !token || !chosen) return
    const tokens = [...text.tokens.slice(0, at), { ...chosen, alternatives: token.alternatives }]
    const left = text.tokens.length - tokens.length
    // By the chances of before it would soon be the same text again.
    const seed = this.settings.seed ?? newSeed()
    await this.#goOnFrom({ prompt: text.prompt, seed, tokens }, Math.max(left, leastAfterBranch))
  }

  /** Ends the text where it is. */
  async stop(): Promise<void> {
    if (this.#requestId) await this.#client.stop(this.#requestId)
  }

  /** Puts the text back that the last one took the place of. */
  undo(): void {
    const last = this.earlier.at(-1)
    if (!last || this.isWriting) return
    this.earlier = this.earlier.slice(0, -1)
    this.text = last
    this.failure = null
  }

  /** Takes tokens that the engine tells of; those of another request are not this text's. */
  take(requestId: string, tokens: readonly GeneratedToken[]): void {
    const { text } = this
    if (!text || requestId !== this.#requestId) return
    this.text = { ...text, tokens: [...text.tokens, ...tokens] }
  }

  async #goOnFrom(
    { prompt, seed, tokens }: Pick<Text, 'prompt' | 'seed' | 'tokens'>,
    length: number,
  ): Promise<void> {
    if (this.isWriting || this.settings.wrong.length > 0) return
    const requestId = crypto.randomUUID()
    const before = this.text
    if (before && before.tokens.length > 0)
      this.earlier = [...this.earlier, before].slice(-mostEarlier)
    this.failure = null
    this.text = {
      ...{ prompt, seed, tokens },
      ...{ copied: [], searched: null, endedBy: null, tokensPerSecond: Number.NaN },
    }
    this.#requestId = requestId
    const request = this.#requestOf(requestId, { prompt, seed, tokens }, length)
    const answer = await this.#client.generate(this.runId, request)
    this.#requestId = null
    if (answer.ok) this.text = { ...textOf(answer.value, tokens), prompt, seed }
    else {
      this.failure = answer.message
      if (this.text.tokens.length === tokens.length) this.#undoFailed(before)
    }
  }

  /** Nothing was written, so that nothing has taken the earlier text's place. */
  #undoFailed(before: Text | null): void {
    if (before && this.earlier.at(-1) === before) this.earlier = this.earlier.slice(0, -1)
    this.text = before
  }

  #requestOf(
    requestId: string,
    { prompt, seed, tokens }: Pick<Text, 'prompt' | 'seed' | 'tokens'>,
    length: number,
  ): GenerationRequest {
    const { temperature, topK, topP, repetitionPenalty, stop } = this.settings
    return {
      ...{ requestId, prompt, length, alternatives },
      continuation: tokens.map(({ id }) => id),
      sampling: { temperature, topK, topP, repetitionPenalty, seed },
      stop: stop === '' ? null : stop,
    }
  }
}

function textOf(
  { tokens, copied, searched, endedBy, millisecondsPerToken }: Generation,
  before: readonly GeneratedToken[],
): Omit<Text, 'prompt' | 'seed'> {
  const tokensPerSecond = millisecondsPerToken > 0 ? 1000 / millisecondsPerToken : Number.NaN
  return { tokens: [...before, ...tokens], copied, searched, endedBy, tokensPerSecond }
}

function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] >>> 1
}

/** Takes the tokens of a request. */
export type Taker = (requestId: string, tokens: readonly GeneratedToken[]) => void

/** The texts of the runs, with settings that they share. */
export class Writings {
  readonly settings = new WritingSettings()
  readonly #client: Client
  readonly #writings: Writing[] = []
  #listeners: readonly Taker[] = []

  constructor(client: Client) {
    this.#client = client
  }

  of(runId: string): Writing {
    const known = this.#writings.find((writing) => writing.runId === runId)
    if (known) return known
    const writing = new Writing(runId, this.settings, this.#client)
    this.#writings.push(writing)
    return writing
  }

  /** Tokens of every request are told on, for texts that are written elsewhere in the window, until the returned function is called. */
  listen(listener: Taker): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => void (this.#listeners = this.#listeners.filter((one) => one !== listener))
  }

  /** Takes tokens that the engine tells of. */
  take(requestId: string, tokens: readonly GeneratedToken[]): void {
    for (const writing of this.#writings) writing.take(requestId, tokens)
    for (const listener of this.#listeners) listener(requestId, tokens)
  }
}
