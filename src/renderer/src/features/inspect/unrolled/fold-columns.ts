// Which tokens of a long text stand in columns of their own, and which are folded together.

export type Column =
  | { readonly kind: 'token'; readonly token: number }
  /** Tokens from `from` on, `to` not included; at least two. */
  | { readonly kind: 'fold'; readonly from: number; readonly to: number }
  /** Steps of padding, which the network takes too. */
  | { readonly kind: 'padding'; readonly side: 'before' | 'after'; readonly count: number }

/** Fewer columns than these show no text: two at each end, one in the middle, and two folds. */
export const leastColumns = 7

/** So many stay at each end. */
function endsOf(capacity: number): number {
  return capacity >= 16 ? 3 : 2
}

/**
 * Where the unfolded stretch in the middle begins so that `focus` is in view: where it began before, if that will do.
 * @param before where it began, e.g. 0
 */
export function keepInView(
  before: number,
  focus: number,
  tokens: number,
  capacity: number,
): number {
  const { ends, stretch } = stretchOf(capacity)
  const last = Math.max(ends, tokens - ends - stretch)
  const from = Math.min(Math.max(before, ends), last)
  if (focus < ends || focus >= tokens - ends) return from
  if (focus < from) return Math.max(ends, focus)
  return focus >= from + stretch ? Math.min(last, focus - stretch + 1) : from
}

function stretchOf(capacity: number): { readonly ends: number; readonly stretch: number } {
  const columns = Math.max(leastColumns, capacity)
  const ends = endsOf(columns)
  return { ends, stretch: columns - 2 * ends - 2 }
}

/**
 * Columns for the tokens: all of them where they fit, else both ends, the stretch from `from` on, and folds between.
 * @param capacity columns that there is room for, at least `leastColumns`
 */
export function foldTokens(tokens: number, capacity: number, from: number): readonly Column[] {
  const { ends, stretch } = stretchOf(capacity)
  const all = ends * 2 + stretch + 2
  if (tokens <= all) return Array.from({ length: tokens }, (_, token) => ({ kind: 'token', token }))
  // Beside an end there is one fold less, whose column shows a token.
  const first = from + stretch >= tokens - ends ? from - 1 : from
  const after = from <= ends ? from + stretch + 1 : from + stretch
  const isShown = (token: number): boolean =>
    token < ends || token >= tokens - ends || (token >= first && token < after)
  const columns: Column[] = []
  for (let token = 0; token < tokens; token++) {
    if (isShown(token)) {
      columns.push({ kind: 'token', token })
      continue
    }
    let to = token + 1
    while (!isShown(to)) to++
    // A fold of one token would take as much room as the token.
    if (to - token === 1) columns.push({ kind: 'token', token })
    else columns.push({ kind: 'fold', from: token, to })
    token = to - 1
  }
  return columns
}

/** Puts the padding, folded, around the tokens' columns. */
export function withPadding(
  columns: readonly Column[],
  {
    paddingBefore,
    paddingAfter,
  }: { readonly paddingBefore: number; readonly paddingAfter: number },
): readonly Column[] {
  const padding = (side: 'before' | 'after', count: number): Column[] =>
    count > 0 ? [{ kind: 'padding', side, count }] : []
  return [...padding('before', paddingBefore), ...columns, ...padding('after', paddingAfter)]
}

/** Shares columns between two texts: each gets half, and what the other one does not need. */
export function shareColumns(
  capacity: number,
  source: number,
  target: number,
): readonly [source: number, target: number] {
  const half = Math.floor(capacity / 2)
  if (source <= half) return [source, Math.max(leastColumns, capacity - source)]
  if (target <= half) return [Math.max(leastColumns, capacity - target), target]
  return [Math.max(leastColumns, half), Math.max(leastColumns, capacity - half)]
}
