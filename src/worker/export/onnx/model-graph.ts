// A whole model as one ONNX graph, from token ids to what the model answers.
import type { ReferenceEncoderDecoder, ReferenceLayer } from '#shared/domain/reference/types'
import type { ExportSubject } from '../exporter'
import { attentionNodes } from './attention-nodes'
import type { Flow } from './flow'
import { GraphBuilder } from './graph-builder'
import { denseNodes, embeddingsName, layerNodes } from './layer-nodes'
import { dataType, type ModelProto, type ValueInfoProto } from './onnx-proto'

export interface GraphOptions {
  /** The number of tokens that the model takes; null: any. */
  readonly length: number | null
  /** Whether the last Dense uses the embeddings for its kernel. */
  readonly isTied: boolean
}

type Graph = ModelProto['graph']

/** The graph of a model; inputs `ids`, or `source` and `target`, and output `output`. */
export function modelGraph(subject: ExportSubject['network'], options: GraphOptions): Graph {
  return subject.kind === 'network'
    ? networkGraph(subject.network.layers, options)
    : encoderDecoderGraph(subject.network)
}

function networkGraph(layers: readonly ReferenceLayer[], { length, isTied }: GraphOptions): Graph {
  const graph = new GraphBuilder()
  const ids = idsFlow('ids', length)
  const before = layerNodes(graph, isTied ? layers.slice(0, -1) : layers, ids).output
  const output = isTied ? tiedOutput(graph, layers, before) : before
  return {
    name: 'network',
    input: [idsInfo('ids', 'time', length)],
    output: [outputInfo(output, 'time')],
    ...graph.finish(output.name, 'output'),
  }
}

/** A Dense whose kernel is the embeddings, turned: the table is in the file once. */
function tiedOutput(graph: GraphBuilder, layers: readonly ReferenceLayer[], input: Flow): Flow {
  const [first, last] = [layers[0], layers[layers.length - 1]]
  if (first.type !== 'Embedding' || last.type !== 'Dense')
    throw new Error('a tied model goes from an Embedding to a Dense')
  const { name, weights } = last
  const table = { inputs: [embeddingsName(first.name)], attributes: { perm: [1, 0] } }
  const kernel = graph.node({ name: `${name}/tied_kernel`, opType: 'Transpose', ...table })
  const output = denseNodes(graph, name, weights, input.name, kernel)
  return { ...input, name: output, width: weights.units }
}

function encoderDecoderGraph({ encoder, decoder, attention }: ReferenceEncoderDecoder): Graph {
  const graph = new GraphBuilder()
  const [source, target] = [idsFlow('source', null), idsFlow('target', null)]
  const encoded = layerNodes(graph, encoder.layers, source)
  const end = decoder.layers.findLastIndex(({ type }) => type === 'Recurrent') + 1
  // The encoder's recurrent layers start those of the decoder, in their order.
  const before = decoder.layers.slice(0, end)
  const written = layerNodes(graph, before, target, encoded.states).output
  const seen =
    attention && attentionNodes(graph, attention, written, { ids: source, outputs: encoded.output })
  const { output } = layerNodes(graph, decoder.layers.slice(end), seen ?? written)
  return {
    name: 'encoder_decoder',
    input: [idsInfo('source', 'source_time', null), idsInfo('target', 'target_time', null)],
    output: [outputInfo(output, 'target_time')],
    ...graph.finish(output.name, 'output'),
  }
}

function idsFlow(name: string, time: number | null): Flow {
  return { name, isSequence: true, time, width: 1 }
}

type Dimension = ValueInfoProto['type']['tensorType']['shape']['dim'][number]

const batch: Dimension = { dimParam: 'batch' }

function idsInfo(name: string, time: string, length: number | null): ValueInfoProto {
  const steps = length === null ? { dimParam: time } : { dimValue: length }
  const docString = name === 'target' ? decoderIds : 'Token ids, as vocabulary.json has them.'
  return info(name, docString, dataType.int64, [batch, steps])
}

const decoderIds =
  'Token ids, as target-vocabulary.json has them: <start>, then what has been written so far.'

function outputInfo({ isSequence, time, width }: Flow, timeName: string): ValueInfoProto {
  const steps = time === null ? { dimParam: timeName } : { dimValue: time }
  const dims = isSequence ? [batch, steps, { dimValue: width }] : [batch, { dimValue: width }]
  return info('output', 'After the last activation.', dataType.float, dims)
}

function info(
  name: string,
  docString: string,
  elemType: number,
  dim: readonly Dimension[],
): ValueInfoProto {
  return { name, docString, type: { tensorType: { elemType, shape: { dim } } } }
}
