// `unroll generate RUN`: text written by a language model, token by token as it comes.
import { checkAgainst } from '#shared/experiment/parse'
import {
  generationRequestSchema,
  type GeneratedToken,
  type Generation,
  type GenerationRequest,
} from '#shared/domain/generation'
import type { Result } from '#shared/protocol/result'
import type { Lab } from '../../engine/lab'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { copiedNote, formatAlternatives } from '../format/generation'
import { onInterrupt } from '../interrupt'
import type { Output } from '../output'
import { runReference } from '../run-argument'

export interface GenerateArguments {
  readonly prompt: string
  readonly length: number
  readonly temperature: number
  readonly topK?: number
  readonly topP?: number
  readonly repetitionPenalty?: number
  readonly seed?: number
  readonly stop?: string
  readonly alternatives: number
  readonly json?: boolean
}

const requestId = 'generate'

/** Prints the prompt and what follows it, or a line for each token; 130 when Ctrl-C ended it. */
export function generate(context: Context, run: string, given: GenerateArguments): Promise<number> {
  const request = requestOf(given)
  if (!request.ok) return Promise.resolve(reportFailure(context, request))
  return withLab(context, async (lab) => {
    const printer = new TokenPrinter(context.output, given.json === true)
    const reference = runReference(run, context.folder)
    const generated = await write(context, lab, reference, request.value, printer)
    if (!generated.ok) return reportFailure(context, generated)
    finish(context.output, generated.value, given)
    return generated.value.endedBy === 'stopped' ? exitCodes.stopped : exitCodes.done
  })
}

function requestOf({
  prompt,
  length,
  stop,
  alternatives,
  json: _json,
  ...sampling
}: GenerateArguments): Result<GenerationRequest> {
  const asked = { requestId, prompt, length, alternatives, sampling, stop: stop ?? null }
  return checkAgainst(generationRequestSchema, asked, 'The options')
}

/** Asks for the text and prints it as it comes; Ctrl-C ends it after the token under way. */
async function write(
  { output }: Context,
  lab: Lab,
  run: string,
  request: GenerationRequest,
  printer: TokenPrinter,
): Promise<Result<Generation>> {
  let isInterrupted = false
  const stop = (): void => void lab.api.stop(requestId)
  const release = onInterrupt(() => {
    isInterrupted = true
    output.note('\nStopping. Ctrl-C again ends at once.')
    stop()
  })
  const unsubscribe = lab.subscribe((event) => {
    if (event.type !== 'generated' || event.id !== requestId) return
    printer.take(request, event.tokens)
    // The first time may have been before there was a thread to hear it.
    if (isInterrupted) stop()
  })
  try {
    const generated = await lab.api.generate(run, request)
    if (generated.ok) printer.end(request, generated.value)
    return generated
  } finally {
    unsubscribe()
    release()
  }
}

/** Prints tokens once each, whether told while they were written or with the whole text. */
class TokenPrinter {
  readonly #output: Output
  readonly #json: boolean
  #printed = 0

  constructor(output: Output, json: boolean) {
    this.#output = output
    this.#json = json
  }

  take({ prompt }: GenerationRequest, tokens: readonly GeneratedToken[]): void {
    if (this.#json) for (const token of tokens) this.#output.json({ type: 'token', ...token })
    else {
      const text = tokens.map((token) => token.text).join('')
      this.#output.text(this.#printed === 0 ? `${prompt}${text}` : text)
    }
    this.#printed += tokens.length
  }

  end(request: GenerationRequest, { tokens }: Generation): void {
    if (this.#printed < tokens.length || this.#printed === 0)
      this.take(request, tokens.slice(this.#printed))
    if (!this.#json) this.#output.line()
  }
}

/** What there is to say of the whole text. */
function finish(
  output: Output,
  { tokens, ...generation }: Generation,
  { json, alternatives }: GenerateArguments,
): void {
  if (json) return output.json({ type: 'generation', ...generation, tokens: tokens.length })
  if (alternatives > 0) output.line(`\n${formatAlternatives(tokens)}`)
  const note = copiedNote({ tokens, ...generation })
  if (note) output.note(note)
}
