// The bytes of model.onnx.
import { inputLengthOf } from '#shared/experiment/schema'
import type { LoadedRun } from '../../inference/load-run'
import type { ExportSubject } from '../exporter'
import { modelGraph } from './model-graph'
import { irVersion, modelType, opset, type ModelProto } from './onnx-proto'

/** The same run gives the same bytes. */
export function modelFile({ run, network }: ExportSubject): Uint8Array {
  const { experiment } = run
  const options = { length: inputLengthOf(experiment), isTied: experiment.model.tieEmbeddings }
  const isPair = experiment.task === 'seq2seq'
  const model: ModelProto = {
    irVersion,
    producerName: 'Unroll',
    docString: describe(run),
    graph: modelGraph(network, isPair ? { ...options, length: null } : options),
    opsetImport: [{ domain: '', version: opset }],
    metadataProps: metadataOf(run),
  }
  return modelType.encode(model).finish()
}

function describe({ experiment: { name, task } }: LoadedRun): string {
  const texts =
    task === 'seq2seq' ? 'vocabulary.json and target-vocabulary.json' : 'vocabulary.json'
  return `${name}: trained with Unroll for ${task}. The token ids that it takes are those of ${texts} beside it.`
}

function metadataOf({ experiment, labels, scale }: LoadedRun): ModelProto['metadataProps'] {
  const { name, task, data } = experiment
  return [
    { key: 'name', value: name },
    { key: 'task', value: task },
    ...(task === 'classification' ? [{ key: 'label_kind', value: data.labelKind }] : []),
    ...(labels.length > 0 ? [{ key: 'labels', value: JSON.stringify(labels) }] : []),
    ...(scale ? [{ key: 'scale', value: JSON.stringify(scale) }] : []),
  ]
}
