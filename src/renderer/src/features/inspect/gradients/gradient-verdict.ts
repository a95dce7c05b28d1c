// What a curve of gradient norms says in plain words: whether the gradient vanishes or explodes on its way back, and what helps.
import type { Experiment } from '#shared/experiment/schema'
import type { RecurrentSpec } from '#shared/experiment/layers'
import { plural } from '#shared/domain/format'
import { memoryHorizon } from '#shared/domain/inside/inspection'

export type VerdictKind = 'short' | 'nothing' | 'vanishes' | 'fades' | 'keeps' | 'explodes'

export interface Verdict {
  readonly kind: VerdictKind
  /** A sentence. */
  readonly text: string
  /** What usually helps here; none where nothing is wrong. */
  readonly help: readonly string[]
}

/** What of a run the advice depends on. */
export interface Circumstances {
  /** The layer as the experiment has it; null: not known. */
  readonly spec: RecurrentSpec | null
  readonly training: Pick<Experiment['training'], 'clipNorm' | 'clipValue'>
  readonly model: Pick<Experiment['model'], 'layers'>
}

/** Fewer steps say nothing. */
const leastSteps = 4
/** Under 1 % of its largest after so many steps: what is farther back can hardly be learned. */
const fewSteps = 8
/** Lost at each step, of the norm before it. */
const fastLoss = 0.5
/** How many times as large as at the output. */
const muchGrowth = 10

/** @param norms by distance from the output */
export function judge(norms: readonly number[], circumstances: Circumstances): Verdict {
  if (norms.length < leastSteps)
    return calm(
      'short',
      `The loss knows ${plural(norms.length, 'step')} of this layer: too few to tell.`,
    )
  const largest = Math.max(...norms)
  if (!(largest > 0))
    return calm('nothing', 'The loss does not depend on this layer at all: its gradient is zero.')
  const growth = largest / norms[0]
  if (growth > muchGrowth || !Number.isFinite(growth))
    return {
      kind: 'explodes',
      text: `It explodes: on its way back the gradient becomes ${timesWords(growth)} as large as at the output. A step of training can throw the weights far off.`,
      help: helpAgainstExplosion(circumstances),
    }
  const horizon = memoryHorizon(norms)
  const kept = keptAStep(norms, horizon)
  if (horizon !== null && (horizon <= fewSteps || kept < fastLoss))
    return {
      kind: 'vanishes',
      text: `It vanishes: each step back leaves ${shareWords(kept)} of the gradient, so that ${plural(horizon, 'step')} back hardly anything is left. What a label hangs on farther back, this layer can hardly learn.`,
      help: helpAgainstVanishing(circumstances),
    }
  if (horizon !== null)
    return calm(
      'fades',
      `It fades slowly: each step back leaves ${shareWords(kept)} of the gradient. Tokens up to ${plural(horizon, 'step')} back still teach the layer something.`,
    )
  return calm(
    'keeps',
    'It reaches the beginning of the text: every token teaches the layer something.',
  )
}

/** The horizon as a number with its meaning. */
export function horizonWords(horizon: number | null, steps: number): string {
  return horizon === null
    ? `The memory horizon is beyond the ${plural(steps, 'step')} of this text: the gradient stays over 1 % of its largest.`
    : `Memory horizon: ${plural(horizon, 'step')}. From there back the gradient stays under 1 % of its largest.`
}

/** The share that a step leaves, as a mean up to the horizon. */
function keptAStep(norms: readonly number[], horizon: number | null): number {
  const peak = norms.indexOf(Math.max(...norms))
  const end = Math.max(peak + 1, Math.min(horizon ?? norms.length - 1, norms.length - 1))
  if (!(norms[end] > 0)) return 0
  return (norms[end] / norms[peak]) ** (1 / (end - peak))
}

function helpAgainstVanishing({ spec, model }: Circumstances): string[] {
  const help: string[] = []
  if (spec?.type === 'SimpleRNN')
    help.push('Take an LSTM or a GRU: their gates let the gradient pass almost unchanged.')
  if (spec && spec.recurrentInitializer !== 'orthogonal')
    help.push(
      'Start with an orthogonal recurrent kernel: it neither shrinks nor grows what passes.',
    )
  if (spec?.type === 'LSTM' && !spec.unitForgetBias)
    help.push('Set the forget bias to 1, so that the cell begins by remembering.')
  if (!model.layers.some(({ type }) => type === 'LayerNormalization'))
    help.push('Put a layer normalization between recurrent layers.')
  help.push('Make sequences shorter, or bring what matters nearer to the end.')
  return help
}

function helpAgainstExplosion({ spec, training }: Circumstances): string[] {
  const help: string[] = []
  if (training.clipNorm === null && training.clipValue === null)
    help.push('Clip the gradients: set clip norm to 1 or so.')
  help.push('Lower the learning rate.')
  if (spec && spec.recurrentInitializer !== 'orthogonal')
    help.push('Start with an orthogonal recurrent kernel.')
  if (spec?.type === 'SimpleRNN')
    help.push('Take an LSTM or a GRU, whose gates hold the gradient down.')
  help.push('Make sequences shorter, so that the gradient is truncated sooner.')
  return help
}

function calm(kind: VerdictKind, text: string): Verdict {
  return { kind, text, help: [] }
}

function shareWords(share: number): string {
  return share < 0.01 ? 'under 1 %' : `${Math.round(share * 100)} %`
}

function timesWords(factor: number): string {
  return Number.isFinite(factor)
    ? `${factor.toLocaleString('en-US', { maximumSignificantDigits: 2 })} times`
    : 'many times'
}
