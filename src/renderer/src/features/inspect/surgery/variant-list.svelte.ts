// The surgeries that were kept with a run.
import type { Surgery, Variant } from '#shared/domain/inside/surgery'
import type { Result } from '#shared/protocol/result'
import type { LabClient } from '../../../lab'

type Client = Pick<LabClient, 'variants' | 'saveVariant' | 'deleteVariant'>

export class VariantList {
  variants: readonly Variant[] = $state.raw([])
  failure: string | null = $state.raw(null)
  isBusy: boolean = $state(false)
  readonly #client: Client
  readonly #run: string

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
  }

  load(): Promise<boolean> {
    return this.#take(this.#client.variants(this.#run))
  }

  /** Gives whether it was kept. */
  keep(name: string, surgery: Surgery): Promise<boolean> {
    return this.#take(this.#client.saveVariant(this.#run, { name: name.trim(), surgery }))
  }

  delete(id: string): Promise<boolean> {
    return this.#take(this.#client.deleteVariant(this.#run, id))
  }

  async #take(answer: Promise<Result<readonly Variant[]>>): Promise<boolean> {
    this.isBusy = true
    const result = await answer
    this.isBusy = false
    this.failure = result.ok ? null : result.message
    if (result.ok) this.variants = result.value
    return result.ok
  }
}
