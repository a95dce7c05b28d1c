// What a text did to the first recurrent layer, as the lessons ask about it.
import type { InspectedLayer, Inspection } from '#shared/domain/inside/inspection'

/** Null: the model has no recurrent layer. */
export function firstLayerOf(inspection: Inspection | null): InspectedLayer | null {
  return inspection?.layers.find(({ axis }) => axis === 'source') ?? null
}

/** h of a unit after a token. */
export function hiddenAt({ hidden }: InspectedLayer, token: number, unit: number): number {
  return hidden.values[token * hidden.columns + unit]
}

/** The unit whose h varies most over the text. */
export function liveliestUnit(layer: InspectedLayer): number {
  const { rows, columns } = layer.hidden
  let best = 0
  let most = -1
  for (let unit = 0; unit < columns; unit++) {
    const values = Array.from({ length: rows }, (_, token) => hiddenAt(layer, token, unit))
    const mean = values.reduce((sum, value) => sum + value, 0) / rows
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    if (variance > most) [best, most] = [unit, variance]
  }
  return best
}

/** How much a unit's h changes at each token, from the state before the layer read it: |h_t - h_(t-1)|. */
export function changesOf(layer: InspectedLayer, unit: number, isBackwards: boolean): number[] {
  const { rows } = layer.hidden
  return Array.from({ length: rows }, (_, token) => {
    const earlier = isBackwards ? token + 1 : token - 1
    const isFirst = earlier < 0 || earlier === rows
    const before = isFirst ? layer.initialHidden[unit] : hiddenAt(layer, earlier, unit)
    return Math.abs(hiddenAt(layer, token, unit) - before)
  })
}

/** The largest difference of any unit between rows of two states. */
export function stateDifference(
  one: InspectedLayer,
  other: InspectedLayer,
  rowOfOne: number,
  rowOfOther = rowOfOne,
): number {
  let largest = 0
  for (let unit = 0; unit < one.units; unit++) {
    const difference = hiddenAt(one, rowOfOne, unit) - hiddenAt(other, rowOfOther, unit)
    largest = Math.max(largest, Math.abs(difference))
  }
  return largest
}

export function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0
  for (let index = 1; index < values.length; index++) if (values[index] > values[best]) best = index
  return best
}

/** The tokens of a text as one knows them. */
export function tokensOf({ source }: Inspection): string[] {
  return source.tokens.map(({ token }) => token)
}
