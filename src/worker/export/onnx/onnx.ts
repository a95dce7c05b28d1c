// ONNX: one graph from token ids to what the model answers, for ONNX Runtime and all that reads its files.
import { failure, success, type Result } from '#shared/protocol/result'
import type { ExportedFiles, ExportedModel, Exporter } from '../exporter'
import type { ModelInputs } from '../package/vectors'
import { modelFile } from './model-file'
import { programFiles } from './program-files'
import { fileName, readModel, refusedFile, type ReadModel } from './read-model'
import { onnxReadme } from './readme'
import { findRefusal } from './refusal'
import { Runtime } from './runtime'

export const onnx: Exporter = {
  findRefusal,
  files: async (subject) =>
    success([[fileName, modelFile(subject)], ...programFiles(subject.run.experiment)]),
  readme: onnxReadme,
  open,
}

async function open(files: ExportedFiles): Promise<Result<ExportedModel>> {
  const content = files.get(fileName)
  if (!content) return failure('run-unreadable', `${fileName} is missing among the exported files.`)
  const model = readModel(content)
  if (!model.ok) return model
  const runtime = new Runtime(content.byteLength)
  try {
    const { version } = await runtime.open(content)
    return success({
      program: `ONNX Runtime ${version} (WebAssembly)`,
      compute: (inputs, steps) => compute(runtime, model.value, inputs, steps),
      close: () => runtime.close(),
    })
  } catch (error) {
    runtime.close()
    const reason = error instanceof Error ? error.message : String(error)
    return refusedFile(`ONNX Runtime does not take it (${reason})`)
  }
}

async function compute(
  runtime: Runtime,
  { graph }: ReadModel,
  inputs: ModelInputs,
  steps: readonly number[] | null,
): Promise<Float32Array[]> {
  const [taken, given] = [graph.input.map(({ name }) => name), Object.keys(inputs)]
  if (taken.join() !== given.join())
    throw new Error(
      `the model takes ${taken.join(' and ')}, and a test vector has ${given.join(' and ')}`,
    )
  const { dims, data } = await runtime.run(inputs)
  const isSteps = dims.length === 3
  if (isSteps !== (steps !== null))
    throw new Error(
      `the model gives ${isSteps ? 'an output for each step' : 'one output'}, and a test vector has the other`,
    )
  const width = dims[dims.length - 1]
  return (steps ?? [0]).map((step) => data.subarray(step * width, (step + 1) * width))
}
