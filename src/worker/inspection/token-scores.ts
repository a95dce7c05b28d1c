// How much each token of a text did for a number that a network gave.
import { pacer, type LoadControl } from '../text/control'
import type { ExplainedOutput } from './explained-output'
import { integrate } from './integrate-way'
import { lookAt, type Explained, type Way } from './path-gradients'

/** A difference smaller than this is none in float32. */
const smallest = 1e-6

type Embedded = Pick<ExplainedOutput, 'read' | 'embedded' | 'padding' | 'width'>

export interface TokenScores {
  /** By token of the text. */
  readonly scores: Float32Array
  /** Of integrated gradients: how far the scores' sum is from what the tokens make, as a share of that; else null. */
  readonly residual: number | null
}

/** Each token's vector times the gradient by it (Denil, Demiraj and de Freitas 2014, https://arxiv.org/abs/1412.6815). */
export function gradientTimesInput(output: Embedded, explained: Explained): TokenScores {
  const { embedded, width } = output
  const way = { from: new Float32Array(embedded.length), away: embedded, width }
  const [{ slopes }] = lookAt(explained, way, [1])
  return { scores: ofTokens(output, slopes), residual: null }
}

/**
 * Integrated gradients (Sundararajan, Taly and Yan 2017, https://arxiv.org/abs/1703.01365): each token's vector, counted from
 * that of padding, times the mean gradient on the straight way from a text whose every token is padding. Null when stopped.
 * @param looks at gradients on that way
 */
export async function integratedGradients(
  output: Embedded,
  explained: Explained,
  looks: number,
  control: LoadControl,
): Promise<TokenScores | null> {
  const pace = pacer(control)
  const integral = await integrate(explained, fromPadding(output), looks, (done) =>
    pace(() => ({ phase: 'inspecting', done, total: looks, unit: 'steps' })),
  )
  if (!integral) return null
  const scores = ofTokens(output, integral.parts)
  const sum = scores.reduce((total, score) => total + score, 0)
  const { whole } = integral
  return { scores, residual: Math.abs(sum - whole) / Math.max(Math.abs(whole), smallest) }
}

/** The way from the text with padding for each token; what else is read stays as it is. */
function fromPadding({ read, embedded, padding, width }: Embedded): Way {
  const from = embedded.slice()
  const { paddingBefore, tokens } = read.axis
  for (let token = 0; token < tokens.length; token++)
    from.set(padding, (paddingBefore + token) * width)
  return { from, away: embedded.map((value, at) => value - from[at]), width }
}

function ofTokens({ read }: Embedded, bySteps: ArrayLike<number>): Float32Array {
  const { paddingBefore, tokens } = read.axis
  return Float32Array.from(tokens, (_, token) => bySteps[paddingBefore + token])
}
