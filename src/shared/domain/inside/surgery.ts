// What a person changes inside a network to see what it was good for; nothing of the trained model is touched.
import { z } from 'zod'
import { gateNames } from './cells'

const layer = z.string().min(1).max(100)
const direction = z.enum(['forward', 'backward']).nullable().default(null)
const unit = z.int().min(0).max(1_000_000)

export const operationSchema = z.discriminatedUnion('type', [
  /** The gate's activation is `value` at every step; `units` null: of all units. */
  z.strictObject({
    type: z.literal('clamp-gate'),
    layer,
    direction,
    gate: z.enum(gateNames),
    units: z.array(unit).min(1).max(100_000).nullable().default(null),
    value: z.number().min(-1).max(1),
  }),
  /** The unit's h_t is multiplied at every step, before anything reads it, the next step too; 0 silences it. */
  z.strictObject({
    type: z.literal('scale-unit'),
    layer,
    direction,
    unit,
    factor: z.number().min(-100).max(100),
  }),
  /** The token's vector is zeros: the network takes the step but reads nothing. Index among the text's tokens (of seq2seq, the source's). */
  z.strictObject({ type: z.literal('silence-token'), token: z.int().min(0).max(1_000_000) }),
])
export type Operation = z.output<typeof operationSchema>

/** In the order in which they were made; empty: the model as it is. */
export const surgerySchema = z.array(operationSchema).max(200)
export type Surgery = z.output<typeof surgerySchema>

/** `variants.json` of a run folder: surgeries that a person kept. */
export const variantSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,80}$/),
  name: z.string().min(1).max(200),
  surgery: surgerySchema.min(1),
  savedAt: z.string().max(40),
})
export type Variant = z.output<typeof variantSchema>

export const variantsSchema = z.object({
  format: z.literal('unroll-variants/1'),
  variants: z.array(variantSchema).max(1000),
})
