// The weights of one layer as the view has them: those that were chosen, the initial ones, and what became of them by epoch.
import type { LayerPlace } from '#shared/domain/inside/cells'
import type { SnapshotChoice } from '#shared/domain/inside/inspection'
import type { LayerWeights, WeightHistory } from '#shared/domain/inside/weights'
import type { Failure, Result } from '#shared/protocol/result'
import type { LabClient } from '../../../lab'

type WeightClient = Pick<LabClient, 'layerWeights' | 'weightHistory'>

/** The answer to the newest of the questions; it stays while the next is under way. */
export class Latest<Value> {
  value: Value | null = $state.raw(null)
  failure: Failure | null = $state.raw(null)
  isAsking: boolean = $state(false)
  #key: string | null = null

  /** Asks unless that is what was asked last. @param key what the answer depends on; null: there is nothing to ask */
  async follow(key: string | null, ask: () => Promise<Result<Value>>): Promise<void> {
    if (key === this.#key) return
    this.#key = key
    this.failure = null
    this.isAsking = key !== null
    if (key === null) {
      this.value = null
      return
    }
    const answer = await ask()
    if (this.#key !== key) return
    this.isAsking = false
    this.value = answer.ok ? answer.value : null
    this.failure = answer.ok ? null : answer
  }
}

export class WeightsView {
  readonly chosen = new Latest<LayerWeights>()
  readonly initial = new Latest<LayerWeights>()
  readonly history = new Latest<WeightHistory>()
  readonly #client: WeightClient

  constructor(client: WeightClient) {
    this.#client = client
  }

  /**
   * Asks for what is in focus now, unless that is known.
   * @param version changes when the run's weights do
   * @param initial the epoch of the earliest snapshot; null: there is none
   */
  follow(
    run: string,
    place: LayerPlace,
    {
      snapshot,
      initial,
      version,
    }: {
      readonly snapshot: SnapshotChoice
      readonly initial: number | null
      readonly version: string
    },
  ): void {
    const where = JSON.stringify([run, place, version])
    const first = initial
    void this.chosen.follow(`${where} ${snapshot}`, () =>
      this.#client.layerWeights(run, { ...place, snapshot }),
    )
    void this.initial.follow(first === null ? null : `${where} ${first}`, () =>
      this.#client.layerWeights(run, { ...place, snapshot: first ?? 'kept' }),
    )
    void this.history.follow(first === null ? null : where, () =>
      this.#client.weightHistory(run, place),
    )
  }
}
