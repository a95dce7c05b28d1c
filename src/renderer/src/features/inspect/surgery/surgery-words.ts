// Operations in words, and what the values of a gate mean.
import { formatScore } from '#shared/domain/format'
import type { GateName } from '#shared/domain/inside/cells'
import type { InspectedToken } from '#shared/domain/inside/inspection'
import type { Operation } from '#shared/domain/inside/surgery'
import { tokenLabel } from '../unrolled/drawing-words'
import { layerTitle } from '../unrolled/layer-spec'

export const gateTitles: Readonly<Record<GateName, string>> = {
  input: 'input gate',
  forget: 'forget gate',
  candidate: 'candidate',
  output: 'output gate',
  update: 'update gate',
  reset: 'reset gate',
}

/** What a gate held at 0 and at 1 does, for a hint. */
export const gateHints: Readonly<Record<GateName, string>> = {
  input: '0 writes nothing into the cell state, 1 writes all of the candidate.',
  forget: '0 forgets the cell state at every step, 1 keeps all of it.',
  candidate: '0 offers nothing new at any step.',
  output: '0 shows nothing of the cell state, 1 shows all of it.',
  update: '0 replaces the state by the candidate at every step, 1 never changes it.',
  reset: '0 hides the old state from the candidate, 1 shows all of it.',
}

/** "lstm: forget gate held at 0". @param tokens of the text */
export function operationSentence(
  operation: Operation,
  tokens: readonly Pick<InspectedToken, 'token'>[],
): string {
  if (operation.type === 'silence-token') {
    const { token } = operation
    const name = tokens.at(token)?.token
    return name === undefined
      ? `token ${token + 1} silenced (the text ends before it)`
      : `“${tokenLabel(name)}”, token ${token + 1}, silenced`
  }
  const place = layerTitle({ name: operation.layer, direction: operation.direction })
  if (operation.type === 'scale-unit') {
    const { unit, factor } = operation
    return `${place}: unit ${unit} ${factor === 0 ? 'silenced' : `times ${formatScore(factor, 1)}`}`
  }
  const { gate, units, value } = operation
  const of = units === null ? '' : ` of unit${units.length === 1 ? '' : 's'} ${units.join(', ')}`
  return `${place}: ${gateTitles[gate]}${of} held at ${value}`
}

/** A name to begin with: the first operations. */
export function variantName(
  surgery: readonly Operation[],
  tokens: readonly Pick<InspectedToken, 'token'>[],
): string {
  const words = surgery.slice(0, 2).map((operation) => operationSentence(operation, tokens))
  const more = surgery.length > 2 ? ` and ${surgery.length - 2} more` : ''
  return `${words.join(', ')}${more}`.slice(0, 200)
}
