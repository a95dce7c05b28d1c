// What each layer of a Keras graph reads, as Keras 3 and as Keras 2 write it.
import { z } from 'zod'
import { isUnset } from './keras-object'
import { broken, Refusal, refused, shown, type Named } from './refusal'

/** What a layer reads: a layer's name, which of its calls, which of its outputs. */
export type Reference = readonly [layer: string, call: number, output: number]

const reference = z.tuple([z.string().max(300), z.literal(0), z.int().min(0).max(100)])
const tensorSchema = z.looseObject({
  class_name: z.literal('__keras_tensor__'),
  config: z.looseObject({ keras_history: reference }),
})
const callSchema = z.looseObject({
  args: z.array(z.unknown()).max(100),
  kwargs: z.record(z.string(), z.unknown()),
})
/** As Keras 2 wrote them. */
const olderCallSchema = z
  .array(z.tuple([z.string(), z.literal(0), z.int().min(0).max(100)], z.unknown()))
  .min(1)
  .max(100)

/** What the layer's one call reads, in order. */
export function readCall(value: unknown, layer: Named): Reference[] {
  const calls = z.array(z.unknown()).safeParse(value)
  if (!calls.success || calls.data.length === 0)
    throw broken(`layer ${shown(layer.name)} is not connected`)
  if (calls.data.length > 1)
    throw refused(layer, 'is shared: it is called more than once, which the lab does not have')
  const [call] = calls.data
  const older = olderCallSchema.safeParse(call)
  if (older.success) {
    for (const [, , , options] of older.data) refuseOptions(options ?? {}, layer)
    return older.data.map(([name, node, output]) => [name, node, output] as const)
  }
  const parsed = callSchema.safeParse(call)
  if (!parsed.success) throw refused(layer, 'is called in a way that the lab does not read')
  const { args, kwargs } = parsed.data
  const { initial_state: states, inputs, ...options } = kwargs
  refuseOptions(options, layer)
  const read = [...tensorsOf([args, inputs], layer), ...tensorsOf(states, layer)]
  if (read.length === 0) throw refused(layer, 'reads nothing')
  return read
}

/** Arguments of a call that are set to something. */
function refuseOptions(options: unknown, layer: Named): void {
  const parsed = z.record(z.string(), z.unknown()).safeParse(options)
  const set = Object.entries(parsed.data ?? {}).find(
    ([, value]) => !isUnset(value) && value !== false,
  )
  if (!parsed.success || set)
    throw refused(
      layer,
      `is called with ${set ? shown(set[0]) : 'options'}, which the lab does not have`,
    )
}

function tensorsOf(value: unknown, layer: Named, depth = 0): Reference[] {
  if (isUnset(value)) return []
  if (Array.isArray(value) && depth < 4)
    return value.flatMap((one: unknown) => tensorsOf(one, layer, depth + 1))
  const tensor = tensorSchema.safeParse(value)
  if (!tensor.success) throw refused(layer, 'reads something that is no output of a layer')
  return [tensor.data.config.keras_history]
}

/** One reference, or a list of them. */
export function references(value: unknown, what: string): Reference[] {
  const one = reference.safeParse(value)
  if (one.success) return [one.data]
  const list = z.array(reference).min(1).max(100).safeParse(value)
  if (!list.success)
    throw new Refusal('model-refused', `its ${what} are no plain list, which the lab's models have`)
  return list.data
}
