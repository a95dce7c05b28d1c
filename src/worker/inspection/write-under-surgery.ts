// Writes text with a language model under surgery.
import type { GeneratedToken, Generation, GenerationRequest } from '#shared/domain/generation'
import type { Surgery } from '#shared/domain/inside/surgery'
import type { ReferenceNetwork } from '#shared/domain/reference/types'
import { next, start, type WritingState } from '#shared/domain/reference/writing'
import type { Result } from '#shared/protocol/result'
import { generateText } from '../generation/generate'
import type { TokenReader } from '../generation/writer'
import type { LoadedRun } from '../inference/load-run'
import type { LoadControl } from '../text/control'
import { networkOf } from '../model/network-of'
import { prepareSurgery } from './prepare-surgery'
import { tokensOf } from './read-text'

/**
 * As `generateText`, by the reference implementation: the same seed writes the same text where the surgery changes nothing.
 * Silenced tokens are the prompt's, from 0. Fails as that does, and with `data-unusable` for an operation that names what the
 * model does not have.
 */
export async function writeUnderSurgery(
  run: LoadedRun,
  request: GenerationRequest,
  surgery: Surgery,
  control: Pick<LoadControl, 'isStopped'>,
  emit: (tokens: readonly GeneratedToken[]) => void,
): Promise<Result<Generation>> {
  // Whether the run writes text at all is told there.
  if (run.experiment.task !== 'language-model') return generateText(run, request, control, emit)
  const network = networkOf(run.model, run.experiment)
  const tokens = tokensOf(run, request.prompt)
  const axis = { tokens, paddingBefore: 0 }
  const prepared = prepareSurgery(surgery, { kind: 'single', network }, axis)
  if (!prepared.ok) return prepared
  return generateText(run, request, control, emit, new ReferenceReader(network, prepared.value))
}

/** Reads on token by token with the reference implementation. */
class ReferenceReader implements TokenReader {
  #state: WritingState = start

  constructor(
    private readonly network: ReferenceNetwork,
    private readonly surgery: Surgery,
  ) {}

  read(ids: readonly number[]): Float32Array {
    let logits = new Float64Array()
    for (const id of ids) {
      const step = next(this.network, this.#state, id, { surgery: this.surgery })
      logits = new Float64Array(step.logits)
      this.#state = step.state
    }
    return new Float32Array(logits)
  }

  dispose(): void {
    this.#state = start
  }
}
