// The word maps of a run that were asked for: the newest stays while the next is made, and earlier ones come back at once.
import type { EmbeddingMap, EmbeddingMapRequest } from '#shared/domain/inside/words'
import type { LabClient } from '../../../lab'
import type { LongRequest } from '../../../state/long-request.svelte'
import { boundsOf, unionOf, type Bounds } from './word-map-view.svelte'

/** What is asked for. */
export type MapChoice = Pick<EmbeddingMapRequest, 'method' | 'snapshot' | 'tokens' | 'part'>

/** A map with what it is of. */
export interface ShownMap {
  readonly map: EmbeddingMap
  readonly choice: MapChoice
}

/** Maps that are kept. */
const mostKept = 40

export class WordMaps {
  shown: ShownMap | null = $state.raw(null)
  /** What the maps of all epochs so far take up: of PCA the axes stay, so that one can see embeddings grow. */
  bounds: Bounds | null = $state.raw(null)

  readonly request: LongRequest<EmbeddingMap>
  readonly #client: Pick<LabClient, 'embeddingMap'>
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing follows it
  readonly #kept = new Map<string, ShownMap>()
  #wanted = ''
  #family = ''

  constructor(client: Pick<LabClient, 'embeddingMap'>, request: LongRequest<EmbeddingMap>) {
    this.#client = client
    this.request = request
  }

  /** Shows a map, and asks for it first if it is not known. @param version changes when the run's kept weights do */
  async show(run: string, version: string, choice: MapChoice): Promise<void> {
    const { method, tokens, part, snapshot } = choice
    const family = JSON.stringify([run, version, method, tokens, part])
    const key = `${family} ${snapshot}`
    if (key === this.#wanted) return
    this.#wanted = key
    const known = this.#kept.get(key)
    if (known) {
      // Nobody waits for what is under way any more.
      this.request.reset()
      return this.#take(family, known)
    }
    let made: EmbeddingMap | null = null
    await this.request.start(async (requestId) => {
      const answer = await this.#client.embeddingMap(run, { requestId, seed: 1, ...choice })
      if (answer.ok) made = answer.value
      return answer
    })
    if (!made || this.#wanted !== key) return
    const shown = { map: made, choice }
    this.#kept.set(key, shown)
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= mostKept) break
      this.#kept.delete(oldest)
    }
    this.#take(family, shown)
  }

  /** Ends what is under way; the map before stays. */
  stop(): void {
    this.#wanted = ''
    this.request.stop()
  }

  #take(family: string, shown: ShownMap): void {
    const bounds = boundsOf(shown.map.x, shown.map.y)
    const isSame = family === this.#family && shown.choice.method === 'pca' && this.bounds !== null
    this.bounds = isSame && this.bounds ? unionOf(this.bounds, bounds) : bounds
    this.#family = family
    this.shown = shown
  }
}
