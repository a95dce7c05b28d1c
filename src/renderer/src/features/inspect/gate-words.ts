// What gates and their weights are called: in words, and by the letters of the papers.
import type { Cell, GateName } from '#shared/domain/inside/cells'

export const gateTitles: Record<GateName, string> = {
  input: 'Input gate',
  forget: 'Forget gate',
  candidate: 'Candidate',
  output: 'Output gate',
  update: 'Update gate',
  reset: 'Reset gate',
}

// LSTM's candidate is one for the cell state, GRU's one for the hidden state; SimpleRNN has one set of weights and no letter.
const letters: Record<Cell, Partial<Record<GateName, string>>> = {
  SimpleRNN: {},
  LSTM: { input: 'i', forget: 'f', candidate: 'c', output: 'o' },
  GRU: { update: 'z', reset: 'r', candidate: 'h' },
}

/** `i` for LSTM's input gate; empty for SimpleRNN. */
export function gateLetter(cell: Cell, gate: GateName): string {
  return letters[cell][gate] ?? ''
}

/** What a gate gives at a step: `f`, and for a candidate `c̃`, since it is not yet the state. */
export function gateSymbol(cell: Cell, gate: GateName): string {
  const letter = gateLetter(cell, gate)
  return gate === 'candidate' && letter !== '' ? `${letter}\u0303` : letter
}

/** `Forget gate f` */
export function gateName(cell: Cell, gate: GateName): string {
  if (cell === 'SimpleRNN') return 'New state'
  return `${gateTitles[gate]} ${gateSymbol(cell, gate)}`
}
