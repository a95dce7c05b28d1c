// The Embedding: a table with a row for each token id.
import { silencedSteps } from './interventions'
import type { ForwardOptions, ReferenceLayer, Signal } from './types'

type Embedding = Extract<ReferenceLayer, { type: 'Embedding' }>

/**
 * The rows of the ids one below the other; zeros for a silenced token.
 * @param ids [time]
 * @param first the step that ids[0] is, for the counting of silenced steps
 * @returns [time, width]
 */
export function embed(
  { width, embeddings }: Embedding,
  ids: Int32Array,
  { surgery, embedded }: ForwardOptions,
  first = 0,
): Signal {
  const values = new Float64Array(ids.length * width) // [time, width]
  if (embedded) values.set(embedded)
  else ids.forEach((id, at) => values.set(rowOfTable(embeddings, id, width), at * width))
  for (const step of silencedSteps(surgery ?? [])) {
    const at = step - first
    if (at >= 0 && at < ids.length) values.fill(0, at * width, (at + 1) * width)
  }
  return { values, rows: ids.length, width, isSequence: true, isReversed: false }
}

function rowOfTable(embeddings: Float32Array, id: number, width: number): Float32Array {
  return embeddings.subarray(id * width, (id + 1) * width) // [width]
}
