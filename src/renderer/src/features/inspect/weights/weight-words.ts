// What weights are called, and the sentences that say what their numbers mean.
import type { Cell, GateName, LayerPlace } from '#shared/domain/inside/cells'
import type { Snapshot, SnapshotChoice } from '#shared/domain/inside/inspection'
import { formatCount } from '#shared/domain/format'
import { formatValue } from '../../../charts/heat-map/value-words'
import { gateLetter, gateTitles } from '../gate-words'
import type { WeightFacts } from './weight-numbers'

export type WeightName = 'kernel' | 'recurrentKernel' | 'bias'

const letters: Record<WeightName, string> = { kernel: 'W', recurrentKernel: 'U', bias: 'b' }

/** `W_f` for the kernel of LSTM's forget gate, `W` for SimpleRNN's. */
export function weightSymbol(cell: Cell, gate: GateName, weight: WeightName): string {
  const letter = gateLetter(cell, gate)
  return letter === '' ? letters[weight] : `${letters[weight]}_${letter}`
}

/** `kernel of the forget gate` */
export function weightWords(cell: Cell, gate: GateName, weight: WeightName): string {
  const names = { kernel: 'kernel', recurrentKernel: 'recurrent kernel', bias: 'bias' } as const
  return cell === 'SimpleRNN'
    ? names[weight]
    : `${names[weight]} of the ${gateTitles[gate].toLowerCase()}`
}

/** Tabs of the gates. */
export function gateTab(cell: Cell, gate: GateName): string {
  return cell === 'SimpleRNN' ? 'New state' : gateTitles[gate]
}

/** `lstm, backward` */
export function placeName({ layer, direction }: LayerPlace): string {
  return direction === null ? layer : `${layer}, ${direction}`
}

export function snapshotName(snapshot: SnapshotChoice): string {
  if (snapshot === 'kept') return 'Kept model'
  return snapshot === 0 ? 'Before training' : `After epoch ${formatCount(snapshot)}`
}

/** What can be chosen: the kept model, and each snapshot. */
export function snapshotOptions(
  snapshots: readonly Snapshot[],
): readonly { readonly value: SnapshotChoice; readonly label: string }[] {
  const choices: SnapshotChoice[] = ['kept', ...snapshots.map(({ epoch }) => epoch)]
  return choices.map((value) => ({ value, label: snapshotName(value) }))
}

/** One line under a matrix. */
export function factWords({ norm, mean, deviation, largest }: WeightFacts): string {
  const spread = `mean ${formatValue(mean)} ± ${formatValue(deviation)}`
  return `Norm ${formatValue(norm)}, ${spread}, largest ${formatValue(largest)}`
}

/** What a recurrent kernel's spectral radius says, in one sentence. */
export function radiusWords(cell: Cell, gate: GateName, radius: number): string {
  const symbol = weightSymbol(cell, gate, 'recurrentKernel')
  const number = `The spectral radius of ${symbol} is ${formatValue(radius)}`
  const isState = gate === 'candidate'
  if (Math.abs(radius - 1) < 0.02)
    return `${number}, about 1: what goes around through it neither grows nor fades by itself.`
  if (radius > 1)
    return isState
      ? `${number}, over 1: a state that goes around through it can grow from step to step, until the activation holds it.`
      : `${number}, over 1: what this gate hears of the state can grow from step to step, until its activation holds it.`
  return isState
    ? `${number}, under 1: a state that goes around through it alone fades from step to step.`
    : `${number}, under 1: what this gate hears of its own past fades from step to step.`
}
