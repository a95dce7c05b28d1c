// The files of timeline/ in a run folder: timeline.json with the probes, and a file for each record.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { cells } from '#shared/domain/inside/cells'
import { probeSchema } from '#shared/domain/inside/timeline'

export const timelineFolder = 'timeline'
export const timelineFormat = 'unroll-timeline/1'

/** `timeline/timeline.json`. */
export const timelineFile = join(timelineFolder, 'timeline.json')
export const timelineSchema = z.object({
  format: z.literal(timelineFormat),
  probes: z.array(probeSchema).max(8),
  /** Steps between two records now. */
  every: z.int().min(1).nullable(),
})

/** The most of a probe that a record holds: so many tokens, the last ones, and units of each layer, the first ones. */
export const recordLimits = { tokens: 128, units: 128, norms: 512 } as const
export interface RecordLimits {
  readonly tokens: number
  readonly units: number
  /** Gradient norms by distance in the record's entry, the nearest ones. */
  readonly norms: number
}

const count = z.int().min(0)

const axisSchema = z.object({
  tokens: z
    .array(z.object({ token: z.string(), id: count, isUnknown: z.boolean() }))
    .max(recordLimits.tokens),
  paddingBefore: count,
  paddingAfter: count,
  cut: count,
})

/** What a record says of a layer; its numbers are tensors beside it. */
const layerSchema = z.object({
  name: z.string(),
  direction: z.enum(['forward', 'backward']).nullable(),
  cell: z.enum(cells),
  axis: z.enum(['source', 'target']),
  goesBackwards: z.boolean(),
  inputs: count,
  units: count.max(recordLimits.units),
  activation: z.string(),
  recurrentActivation: z.string().nullable(),
})
export type RecordedLayer = z.output<typeof layerSchema>

const outputSchema = z.object({
  axis: z.enum(['source', 'target']),
  at: count,
  top: z.array(z.object({ label: z.string(), probability: z.number().nullable() })).max(8),
})

/** What a record says of a probe, in its metadata. */
export const recordedProbeSchema = z.object({
  text: z.string(),
  source: axisSchema,
  target: axisSchema.nullable(),
  layers: z.array(layerSchema).max(1000),
  outputs: z.array(outputSchema).max(2 * recordLimits.tokens),
})
export type RecordedProbe = z.output<typeof recordedProbeSchema>

/** The name of a record in `timeline/`. */
export function recordName(step: number): string {
  return `step-${String(step).padStart(8, '0')}.safetensors`
}

/** The step of a file in `timeline/`; null of any other file. */
export function recordStep(name: string): number | null {
  const match = /^step-(\d{8,12})\.safetensors$/.exec(name)
  return match && recordName(Number(match[1])) === name ? Number(match[1]) : null
}

/** The steps that there are records of, earliest first; none where there is no folder. */
export async function recordedSteps(folder: string): Promise<number[]> {
  const names = await readdir(join(folder, timelineFolder)).catch(() => [])
  const steps = names.map(recordStep).filter((step) => step !== null)
  return steps.sort((one, other) => one - other)
}

/** The name of one of a record's tensors. */
export function tensorName(probe: number, layer: number, what: string): string {
  return `${probe}.${layer}.${what}`
}
