// Reads a model.onnx that may come from elsewhere, and refuses all that the lab does not write.
import { z } from 'zod'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { findWireProblem } from './check-wire'
import { dataType, modelType, opset } from './onnx-proto'

export const fileName = 'model.onnx'

/** Every operator that the lab writes. Loops, branches and what reads files are not among them. */
const operators = new Set([
  ...['Gather', 'RNN', 'LSTM', 'GRU', 'MatMul', 'Add', 'LayerNormalization', 'Flatten'],
  ...['Transpose', 'Squeeze', 'Unsqueeze', 'Reshape', 'Slice', 'Concat', 'Equal', 'Where'],
  ...['ReduceMax', 'ReduceMean', 'ReduceSum', 'ReduceProd'],
  ...['Tanh', 'Sigmoid', 'HardSigmoid', 'Relu', 'Elu', 'Selu', 'Softplus', 'Softsign', 'Softmax'],
])

const name = z.string().max(500)
const names = z.array(name).max(20)
const text = z.string().max(10_000_000)
const size = z.int().min(0)
const bytes = z.instanceof(Uint8Array)

const attributeSchema = z.object({ name, strings: z.array(bytes).max(20).optional() })

const nodeSchema = z.object({
  input: names.default([]),
  output: names.min(1),
  name,
  opType: z.string().refine((type) => operators.has(type), 'is no operator that the lab writes'),
  attribute: z.array(attributeSchema).max(20).default([]),
})

const bytesOf = new Map<number, number>([
  [dataType.float, 4],
  [dataType.int64, 8],
])

const tensorSchema = z
  .object({
    name: name.min(1),
    dims: z.array(size).max(8).default([]),
    dataType: z.int().refine((type) => bytesOf.has(type), 'is neither float nor int64'),
    rawData: bytes,
  })
  .refine(
    ({ dims, dataType, rawData }) =>
      rawData.byteLength ===
      dims.reduce((product, one) => product * one, bytesOf.get(dataType) ?? 0),
    'has another number of bytes than its dims say',
  )

const valueSchema = z.object({
  name: name.min(1),
  docString: text.optional(),
  type: z.object({
    tensorType: z.object({
      elemType: z.literal([dataType.float, dataType.int64]),
      shape: z.object({
        dim: z
          .array(z.object({ dimValue: size.optional(), dimParam: name.optional() }))
          .min(1)
          .max(8),
      }),
    }),
  }),
})

const valueNamed = (value: string) => valueSchema.extend({ name: z.literal(value) })

const modelSchema = z.object({
  irVersion: z.int().min(3).max(10),
  opsetImport: z.tuple([z.object({ domain: z.literal('').optional(), version: z.literal(opset) })]),
  metadataProps: z
    .array(z.object({ key: text, value: text }))
    .max(100)
    .default([]),
  graph: z.object({
    name: name.min(1),
    node: z.array(nodeSchema).min(1).max(5000),
    initializer: z.array(tensorSchema).max(5000).default([]),
    input: z.union([
      z.tuple([valueNamed('ids')]),
      z.tuple([valueNamed('source'), valueNamed('target')]),
    ]),
    output: z.tuple([valueNamed('output')]),
  }),
})

/** What `model.onnx` holds, where it is of the lab's making. */
export type ReadModel = z.output<typeof modelSchema>

/** Fails with `run-unreadable`, naming the file. */
export function readModel(content: Uint8Array): Result<ReadModel> {
  const problem = findWireProblem(content, modelType)
  if (problem) return refusedFile(problem)
  const decoded = decode(content)
  if (!decoded) return refusedFile('a number in it has too many bytes')
  const parsed = modelSchema.safeParse(decoded)
  if (parsed.success) return success(parsed.data)
  const [issue] = parsed.error.issues
  return refusedFile(`${issue.path.join('.')}: ${issue.message}`)
}

/** Null for numbers longer than any; what else breaks a decoder was found before. Weights are not copied. */
function decode(content: Uint8Array): object | null {
  try {
    return modelType.toObject(modelType.decode(content), { longs: Number })
  } catch {
    return null
  }
}

/** @param reason a part of a sentence */
export function refusedFile(reason: string): Failure {
  return failure(
    'run-unreadable',
    `${fileName} is not as the lab writes it: ${reason.replace(/\.$/, '')}. Export the run again.`,
  )
}
