// Where a key press in the drawing moves the focus: along the text, and from layer to layer.

export interface Focus {
  readonly layer: number
  readonly token: number
}

/** A page of tokens. */
const page = 10

/**
 * The focus after a key; null: the key is not one of these.
 * @param order layers from the tokens up
 * @param tokens of the layer's axis
 */
export function focusAfter(
  key: string,
  { layer, token }: Focus,
  order: readonly number[],
  tokens: (layer: number) => number,
): Focus | null {
  const last = tokens(layer) - 1
  const along: Readonly<Record<string, number>> = {
    ArrowRight: token + 1,
    ArrowLeft: token - 1,
    PageDown: token + page,
    PageUp: token - page,
    Home: 0,
    End: last,
  }
  const to = along[key]
  if (to !== undefined) return { layer, token: Math.min(last, Math.max(0, to)) }
  const step = key === 'ArrowUp' ? 1 : key === 'ArrowDown' ? -1 : 0
  if (step === 0) return null
  const place = Math.min(order.length - 1, Math.max(0, order.indexOf(layer) + step))
  const next = order[place] ?? layer
  return { layer: next, token: Math.min(tokens(next) - 1, token) }
}
