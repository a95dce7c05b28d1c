// The weights of the layer that is looked at, asked for once and kept while the view is open.
import type { LayerWeights, WeightsRequest } from '#shared/domain/inside/weights'
import type { LabClient } from '../../../lab'

/** Layers whose weights are kept. */
const most = 8

export class WeightsOfLayer {
  weights: LayerWeights | null = $state.raw(null)
  failure: string | null = $state.raw(null)
  readonly #client: Pick<LabClient, 'layerWeights'>
  #known: readonly { readonly key: string; readonly weights: LayerWeights }[] = []
  #key = ''

  constructor(client: Pick<LabClient, 'layerWeights'>) {
    this.#client = client
  }

  /** Asks unless they are known; a newer call wins. @param version changes when the run's weights do */
  async follow(run: string, request: WeightsRequest, version: string): Promise<void> {
    const key = JSON.stringify([run, request, version])
    if (key === this.#key) return
    this.#key = key
    this.failure = null
    this.weights = this.#known.find((one) => one.key === key)?.weights ?? null
    if (this.weights) return
    const answer = await this.#client.layerWeights(run, request)
    if (answer.ok) this.#known = [...this.#known, { key, weights: answer.value }].slice(-most)
    if (this.#key !== key) return
    if (answer.ok) this.weights = answer.value
    else this.failure = answer.message
  }
}
