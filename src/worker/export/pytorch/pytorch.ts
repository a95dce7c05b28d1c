// A small PyTorch project: the network in readable Python, its weights, and programs that use it and go on training it.
import { success, type Result } from '#shared/protocol/result'
import { damaged } from '../../inference/read-file'
import { writeSafetensors } from '../../safetensors'
import type { ExportedFiles, ExportedModel, Exporter, ExportSubject } from '../exporter'
import { networkFrom, numbersOf } from '../safetensors/network-weights'
import {
  findStray,
  misfit,
  readExportedExperiment,
  readExportedWeights,
  weightsFile,
} from '../safetensors/open-model'
import { plainModel } from '../safetensors/plain-model'
import { describeNetwork } from './describe-network'
import { projectContent } from './project-files'
import { pytorchReadme } from './readme'
import { fromTorch, torchTensors, toTorch } from './torch-weights'

const networkFile = 'network.json'

export const pytorch: Exporter = {
  findRefusal: () => null,
  files: (subject) =>
    Promise.resolve(
      success([
        [networkFile, describeNetwork(subject.run.experiment)],
        [weightsFile, weightsOf(subject)],
        ...projectContent(subject.run.experiment),
      ]),
    ),
  readme: pytorchReadme,
  open: (files) => Promise.resolve(open(files)),
}

function weightsOf({ run, network }: ExportSubject): Uint8Array {
  const tensors = toTorch(run.experiment, numbersOf(network))
  return writeSafetensors({ tensors, metadata: { format: 'pt' } })
}

/** PyTorch is not at hand in the lab: its weights are put back and computed with the plain reference. */
function open(files: ExportedFiles): Result<ExportedModel> {
  const experiment = readExportedExperiment(files)
  if (!experiment.ok) return experiment
  // What model.py builds is the network that the weights are put into here.
  const described = files.get(networkFile)
  if (!described || new TextDecoder().decode(described) !== describeNetwork(experiment.value))
    return damaged(networkFile, 'it is not the network of experiment.json')
  const tensors = readExportedWeights(files)
  if (!tensors.ok) return tensors
  const expected = torchTensors(experiment.value)
  for (const { name, shape } of expected) {
    const tensor = tensors.value.get(name)
    if (tensor?.shape.join() !== shape.join() || !(tensor.values instanceof Float32Array))
      return misfit(name, tensor?.shape, shape)
  }
  const stray = findStray(tensors.value, new Set(expected.map(({ name }) => name)))
  if (stray) return stray
  const network = networkFrom(experiment.value, fromTorch(experiment.value, tensors.value))
  const program = "the lab's plain reference (predict.py --check repeats it with PyTorch)"
  return success(plainModel(network, program))
}
