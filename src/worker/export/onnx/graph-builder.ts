// Puts an ONNX graph together: nodes in the order in which they compute, and the constants that they read.
import { attributeType, dataType } from './onnx-proto'
import type { AttributeProto, NodeProto, TensorProto } from './onnx-proto'

export type AttributeValue = number | readonly number[] | string | readonly string[] | Float

/** A number that is a float however whole it is. */
export interface Float {
  readonly float: number
}

export interface NodeOptions {
  readonly name: string
  readonly opType: string
  /** Null: left out. */
  readonly inputs: readonly (string | null)[]
  readonly attributes?: Readonly<Record<string, AttributeValue | undefined>>
}

export class GraphBuilder {
  private nodes: NodeProto[] = []
  private readonly initializers = new Map<string, TensorProto>()
  private readonly names = new Set<string>()

  /** Adds a node with one output, whose name it gives. */
  node(options: NodeOptions): string {
    const { name } = options
    // A layer may have the name of an input or of the output; names with a slash are the graph's own.
    return this.nodeOf(options, [name.includes('/') ? name : `${name}/output`])[0]
  }

  /** Adds a node with several outputs, `<name>/<output>` each. */
  nodeWith<Output extends string>(
    options: NodeOptions,
    outputs: readonly Output[],
  ): Readonly<Record<Output, string>> {
    const names = outputs.map((output) => `${options.name}/${output}`)
    this.nodeOf(options, names)
    const entries = outputs.map((output, index) => [output, names[index]])
    return Object.fromEntries(entries) as Record<Output, string> // one for each
  }

  private nodeOf(
    { name, opType, inputs, attributes = {} }: NodeOptions,
    output: readonly string[],
  ): readonly string[] {
    for (const one of output) this.take(one)
    const attribute = Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [attributeOf(key, value)],
    )
    const input = withoutTrailing(inputs.map((one) => one ?? ''))
    this.nodes.push({ name, opType, input, output, attribute })
    return output
  }

  /** Adds 32-bit floats and gives their name. */
  floats(name: string, dims: readonly number[], values: ArrayLike<number>): string {
    const raw = new Float32Array(values)
    return this.initializer({ name, dims, dataType: dataType.float, rawData: littleEndian(raw, 4) })
  }

  /** Adds a list of 64-bit integers and gives its name; what goes by the same word is there once. */
  integers(word: string, values: readonly number[]): string {
    const name = `constant/${word}`
    if (this.initializers.has(name)) return name
    const raw = BigInt64Array.from(values, BigInt)
    const rawData = littleEndian(raw, 8)
    return this.initializer({ name, dims: [values.length], dataType: dataType.int64, rawData })
  }

  private initializer(tensor: TensorProto): string {
    this.take(tensor.name)
    this.initializers.set(tensor.name, tensor)
    return tensor.name
  }

  private take(name: string): void {
    if (this.names.has(name)) throw new Error(`the graph has ${name} twice`)
    this.names.add(name)
  }

  /** What `result` needs, under the name `output`. */
  finish(
    result: string,
    output: string,
  ): { readonly node: readonly NodeProto[]; readonly initializer: readonly TensorProto[] } {
    const used = new Set([result])
    const node: NodeProto[] = []
    for (const one of this.nodes.toReversed()) {
      if (!one.output.some((name) => used.has(name))) continue
      for (const name of one.input) used.add(name)
      const kept = one.output.map((name) => (used.has(name) ? name : ''))
      node.unshift({ ...one, output: withoutTrailing(kept) })
    }
    const renamed = (names: readonly string[]): string[] =>
      names.map((name) => (name === result ? output : name))
    return {
      node: node.map((one) => ({ ...one, input: renamed(one.input), output: renamed(one.output) })),
      initializer: [...this.initializers.values()].filter(({ name }) => used.has(name)),
    }
  }
}

const utf8 = new TextEncoder()

function attributeOf(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') return { name, i: value, type: attributeType.int }
  if (typeof value === 'string') return { name, s: utf8.encode(value), type: attributeType.string }
  if ('float' in value) return { name, f: value.float, type: attributeType.float }
  const strings = value.filter((one) => typeof one === 'string')
  if (strings.length > 0) {
    const encoded = strings.map((one) => utf8.encode(one))
    return { name, strings: encoded, type: attributeType.strings }
  }
  const numbers = value.filter((one) => typeof one === 'number')
  // The only lists of floats are those of activations.
  return name.startsWith('activation')
    ? { name, floats: numbers, type: attributeType.floats }
    : { name, ints: numbers, type: attributeType.ints }
}

function withoutTrailing(names: readonly string[]): string[] {
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1)
}

/** The bytes of numbers of so many bytes each; a copy only where this machine has them the other way round. */
function littleEndian(numbers: Float32Array | BigInt64Array, size: 4 | 8): Uint8Array {
  const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return bytes
  return size === 4 ? Buffer.from(bytes).swap32() : Buffer.from(bytes).swap64()
}
