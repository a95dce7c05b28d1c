// Reads one record of the recorder with its tensors.
import { join } from 'node:path'
import { z } from 'zod'
import { gatesOf, type GateName, type Matrix } from '#shared/domain/inside/cells'
import type { InspectedLayer } from '#shared/domain/inside/inspection'
import { timelineEntrySchema, type TimelineRecord } from '#shared/domain/inside/timeline'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { readBytes } from '../inference/read-file'
import { readSafetensors, type StoredTensor } from '../safetensors'
import { isFile } from './safetensors-header'
import {
  recordedProbeSchema,
  recordName,
  tensorName,
  timelineFolder,
  timelineFormat,
  type RecordedLayer,
  type RecordedProbe,
} from './timeline-files'

type Tensors = ReadonlyMap<string, StoredTensor>

/** The record of a step. Fails with `run-unreadable` when there is none, it is damaged, or of another version. */
export async function readTimelineRecord(
  folder: string,
  step: number,
): Promise<Result<TimelineRecord>> {
  const file = join(folder, timelineFolder, recordName(step))
  if (!(await isFile(file))) {
    return failure(
      'run-unreadable',
      `${folder} has no record of step ${step}: it was thinned out, or never made. Choose one that timeline lists.`,
    )
  }
  const bytes = await readBytes(file)
  if (!bytes.ok) return bytes
  const content = readSafetensors(bytes.value, file)
  if (!content.ok) return content
  const { tensors, metadata } = content.value
  if (metadata.format !== timelineFormat) return otherVersion(file, metadata.format)
  const entry = timelineEntrySchema.safeParse(parseJson(metadata.entry))
  const probes = z.array(recordedProbeSchema).max(8).safeParse(parseJson(metadata.probes))
  if (!entry.success || entry.data.position.step !== step) return damaged(file, 'its entry')
  if (!probes.success || probes.data.length !== entry.data.probes.length)
    return damaged(file, 'its probes')
  const read = probes.data.map((probe, place) => probeOf(probe, place, tensors))
  const whole = read.filter((probe) => probe !== null)
  return whole.length === read.length
    ? success({ entry: entry.data, probes: whole })
    : damaged(file, 'its tensors')
}

/** Null when a tensor is missing, or of another shape than it should be. */
function probeOf(
  { layers, ...rest }: RecordedProbe,
  place: number,
  tensors: Tensors,
): TimelineRecord['probes'][number] | null {
  const axes = { source: rest.source, target: rest.target ?? rest.source }
  const read = layers.map((layer, index) => {
    const rows = axes[layer.axis].tokens.length
    return layerOf(layer, rows, (what) => tensors.get(tensorName(place, index, what)))
  })
  const whole = read.filter((layer) => layer !== null)
  return whole.length === read.length ? { ...rest, layers: whole } : null
}

function layerOf(
  layer: RecordedLayer,
  rows: number,
  tensor: (what: string) => StoredTensor | undefined,
): InspectedLayer | null {
  const { units, cell } = layer
  const matrix = (what: string): Matrix | null => {
    const values = valuesOf(tensor(what), [rows, units])
    return values && { rows, columns: units, values }
  }
  const hidden = matrix('hidden')
  const initialHidden = valuesOf(tensor('initialHidden'), [units])
  const gradientNorms = valuesOf(tensor('gradientNorms'), [rows])
  const cellState = matrix('cellState')
  const initialCell = valuesOf(tensor('initialCell'), [units])
  if (!hidden || !initialHidden || !gradientNorms) return null
  if (cell === 'LSTM' && !(cellState && initialCell)) return null
  const gates: Partial<Record<GateName, Matrix>> = {}
  for (const gate of gatesOf[cell]) {
    const activation = matrix(`gate.${gate}`)
    if (!activation) return null
    gates[gate] = activation
  }
  const input = { rows, columns: 0, values: new Float32Array() }
  const states = { hidden, cellState, initialHidden, initialCell, gradientNorms }
  return { ...layer, input, preActivations: {}, gates, ...states }
}

function valuesOf(tensor: StoredTensor | undefined, shape: readonly number[]): Float32Array | null {
  const fits =
    tensor?.values instanceof Float32Array &&
    tensor.shape.length === shape.length &&
    shape.every((length, axis) => tensor.shape[axis] === length)
  return fits ? (tensor.values as Float32Array) : null // looked at above
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

function otherVersion(file: string, format: string | undefined): Failure {
  return failure(
    'run-unreadable',
    `${file} is of the format ${JSON.stringify(format ?? 'unknown')} and this version of Unroll reads ${timelineFormat}. Use the version that wrote it.`,
  )
}

function damaged(file: string, what: string): Failure {
  return failure(
    'run-unreadable',
    `${file} is damaged: ${what} cannot be read. Choose another step, or restore the file.`,
  )
}
