// The part of ONNX's protobuf schema that the lab writes, field numbers and names as in onnx.proto of ONNX 1.12 (IR version 8, opset 17):
// https://github.com/onnx/onnx/blob/v1.12.0/onnx/onnx.proto
import protobuf from 'protobufjs/light.js'

export const irVersion = 8
export const opset = 17

/** `TensorProto.DataType`. */
export const dataType = { float: 1, int64: 7 } as const
/** `AttributeProto.AttributeType`. */
export const attributeType = {
  float: 1,
  int: 2,
  string: 3,
  floats: 6,
  ints: 7,
  strings: 8,
} as const

type Field = readonly [type: string, id: number, rule?: 'repeated']

// onnx.proto is proto2: numbers that are 0 are written, and lists are not packed.
function message(fields: Readonly<Record<string, Field>>) {
  const entries = Object.entries(fields).map(([name, [type, id, rule]]) => [
    name,
    { type, id, ...(rule && { rule }) },
  ])
  return { edition: 'proto2', fields: Object.fromEntries(entries) }
}

const messages = {
  ModelProto: message({
    irVersion: ['int64', 1],
    producerName: ['string', 2],
    docString: ['string', 6],
    graph: ['GraphProto', 7],
    opsetImport: ['OperatorSetIdProto', 8, 'repeated'],
    metadataProps: ['StringStringEntryProto', 14, 'repeated'],
  }),
  OperatorSetIdProto: message({ domain: ['string', 1], version: ['int64', 2] }),
  StringStringEntryProto: message({ key: ['string', 1], value: ['string', 2] }),
  GraphProto: message({
    node: ['NodeProto', 1, 'repeated'],
    name: ['string', 2],
    initializer: ['TensorProto', 5, 'repeated'],
    input: ['ValueInfoProto', 11, 'repeated'],
    output: ['ValueInfoProto', 12, 'repeated'],
  }),
  NodeProto: message({
    input: ['string', 1, 'repeated'],
    output: ['string', 2, 'repeated'],
    name: ['string', 3],
    opType: ['string', 4],
    attribute: ['AttributeProto', 5, 'repeated'],
  }),
  AttributeProto: message({
    name: ['string', 1],
    f: ['float', 2],
    i: ['int64', 3],
    s: ['bytes', 4],
    floats: ['float', 7, 'repeated'],
    ints: ['int64', 8, 'repeated'],
    strings: ['bytes', 9, 'repeated'],
    type: ['int32', 20],
  }),
  TensorProto: message({
    dims: ['int64', 1, 'repeated'],
    dataType: ['int32', 2],
    name: ['string', 8],
    rawData: ['bytes', 9],
  }),
  ValueInfoProto: message({
    name: ['string', 1],
    type: ['TypeProto', 2],
    docString: ['string', 3],
  }),
  TypeProto: message({ tensorType: ['TensorTypeProto', 1] }),
  // TypeProto.Tensor and TensorShapeProto.Dimension there; a message's name is not written.
  TensorTypeProto: message({ elemType: ['int32', 1], shape: ['TensorShapeProto', 2] }),
  TensorShapeProto: message({ dim: ['DimensionProto', 1, 'repeated'] }),
  DimensionProto: message({ dimValue: ['int64', 1], dimParam: ['string', 2] }),
}

/** The message that a file holds. */
export const modelType = protobuf.Root.fromJSON({
  nested: { onnx: { nested: messages } },
}).lookupType('onnx.ModelProto')

export interface AttributeProto {
  readonly name: string
  readonly type: number
  readonly f?: number
  readonly i?: number
  readonly s?: Uint8Array
  readonly floats?: readonly number[]
  readonly ints?: readonly number[]
  readonly strings?: readonly Uint8Array[]
}

export interface NodeProto {
  /** An empty name: an input that is left out. */
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly name: string
  readonly opType: string
  readonly attribute: readonly AttributeProto[]
}

export interface TensorProto {
  readonly name: string
  readonly dims: readonly number[]
  readonly dataType: number
  /** Little-endian. */
  readonly rawData: Uint8Array
}

export interface ValueInfoProto {
  readonly name: string
  readonly docString: string
  readonly type: {
    readonly tensorType: {
      readonly elemType: number
      readonly shape: {
        readonly dim: readonly { readonly dimValue?: number; readonly dimParam?: string }[]
      }
    }
  }
}

export interface ModelProto {
  readonly irVersion: number
  readonly producerName: string
  readonly docString: string
  readonly graph: {
    readonly name: string
    readonly node: readonly NodeProto[]
    readonly initializer: readonly TensorProto[]
    readonly input: readonly ValueInfoProto[]
    readonly output: readonly ValueInfoProto[]
  }
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[]
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[]
}
