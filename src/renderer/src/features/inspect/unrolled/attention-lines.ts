// Lines from what a decoder writes at a step to the source tokens that it looked at, the thicker the more.
import type { Column } from './fold-columns'
import type { PlacedBlock } from './layout'

export interface AttentionLine {
  readonly path: string
  /** 0 to 1, of a fold the sum of its tokens, which are steps where one token is looked at: then it may be more. */
  readonly weight: number
}

/** Below this share no line is drawn. */
const least = 0.01

/**
 * From the step that is looked at to the source tokens, or to the source token that is looked at from all steps; none where what
 * is looked at is folded away.
 * @param attention [target step][source token], each step's sums to 1
 */
export function attentionLines(
  source: PlacedBlock,
  target: PlacedBlock,
  focus: { readonly axis: 'source' | 'target'; readonly token: number },
  attention: readonly (readonly number[])[],
): readonly AttentionLine[] {
  const isStep = focus.axis === 'target'
  const [one, many] = isStep ? [target, source] : [source, target]
  const to = one.columns.find((column) => column.kind === 'token' && column.token === focus.token)
  if (!to) return []
  const weights = isStep
    ? (attention[focus.token] ?? [])
    : attention.map((step) => step[focus.token] ?? 0)
  const over = Math.min(topOf(source), topOf(target)) - 60
  return many.columns.flatMap(({ x, ...column }) => {
    const weight = weightOf(column, weights)
    if (weight < least) return []
    return [
      { weight, path: `M${x} ${topOf(many)}C${x} ${over} ${to.x} ${over} ${to.x} ${topOf(one)}` },
    ]
  })
}

function weightOf(column: Column, weights: readonly number[]): number {
  if (column.kind === 'token') return weights[column.token] ?? 0
  if (column.kind === 'padding') return 0
  return weights.slice(column.from, column.to).reduce((sum, weight) => sum + weight, 0)
}

/** Just above the topmost cells. */
function topOf({ rows, tokenY }: PlacedBlock): number {
  return (rows.at(-1)?.y ?? tokenY) - 24
}
