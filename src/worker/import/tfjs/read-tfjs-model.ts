// Reads a model in tfjs's Layers format as any program writes it: model.json and its weights, in one file or many.
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { failure, success, type Result } from '#shared/protocol/result'
import type { StoredModel } from '../../inference/model-file'
import { parseBoundedJson } from '../bounded-json'
import { importLimits, unreadable } from '../limits'
import { readBounded } from '../siblings'
import { wrongPart } from '../wrong-part'

const weightSchema = z.object({
  name: z.string().min(1).max(1000),
  shape: z.array(z.int().min(0).max(1_000_000_000)).max(8),
  dtype: z.string().max(40),
  quantization: z.unknown().optional(),
})

const modelSchema = z.object({
  format: z.string().max(100).nullish(),
  modelTopology: z.looseObject({}),
  weightsManifest: z
    .array(
      z.object({
        // A name beside model.json, never a path out of the folder.
        paths: z.array(z.string().regex(/^(?!\.)[\w.-]{1,200}$/)).max(importLimits.shards),
        weights: z.array(weightSchema).max(importLimits.weights),
      }),
    )
    .min(1)
    .max(importLimits.shards),
})

/** @param path of model.json; the files of the weights are beside it */
export async function readTfjsModel(path: string): Promise<Result<StoredModel>> {
  const content = await readBounded(path, importLimits.jsonBytes)
  if (!content.ok) return content.failure
  const json = parseBoundedJson(content.value, path)
  if (!json.ok) return json
  const parsed = modelSchema.safeParse(json.value)
  if (!parsed.success) return noModel(path, json.value, parsed.error.issues[0])
  const { format, modelTopology, weightsManifest } = parsed.data
  // tfjs's own early files name no format.
  if (format !== undefined && format !== null && format !== 'layers-model')
    return failure(
      'model-refused',
      `${path} cannot be imported: it is a ${format.slice(0, 60)} of TensorFlow.js, and the lab takes layers-model. Convert it with --output_format=tfjs_layers_model.`,
    )
  const specs = weightsManifest.flatMap(({ weights }) => weights)
  const other = specs.find(
    ({ dtype, quantization }) => dtype !== 'float32' || quantization !== undefined,
  )
  if (other)
    return failure(
      'model-refused',
      `${path} cannot be imported: the weight "${other.name}" is stored as ${other.quantization === undefined ? other.dtype : 'fewer bits (quantized)'}, and the lab takes float32 alone. Save the model without quantization.`,
    )
  const weights = await readShards(
    dirname(path),
    weightsManifest.flatMap(({ paths }) => paths),
  )
  if (!weights.ok) return weights
  const weightSpecs = specs.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const }))
  return success({ topology: modelTopology, weightSpecs, weights: weights.value })
}

function noModel(path: string, value: unknown, issue: z.core.$ZodIssue): Result<StoredModel> {
  const isTopology = typeof value === 'object' && value !== null && 'class_name' in value
  return unreadable(
    path,
    isTopology
      ? 'it describes a model, but names no weights'
      : `it is no model of TensorFlow.js (${wrongPart(issue)})`,
  )
}

/** All of them one after the other, which is how tfjs cuts weights into files. */
async function readShards(folder: string, names: readonly string[]): Promise<Result<Buffer>> {
  const shards: Buffer[] = []
  let room: number = importLimits.modelBytes
  for (const name of names) {
    const shard = await readBounded(join(folder, name), room)
    if (!shard.ok) return shard.failure
    shards.push(shard.value)
    room -= shard.value.length
  }
  return success(shards.length === 1 ? shards[0] : Buffer.concat(shards))
}
