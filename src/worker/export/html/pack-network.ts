// A network as a page holds it: its description as JSON, and all its weights one after the other.
import type {
  CellWeights,
  DenseWeights,
  ReferenceAttention,
  ReferenceLayer,
} from '#shared/domain/reference/types'
import type { ExportSubject } from '../exporter'
import type { PageCell, PageDense, PageLayer, PageNetwork, PagePart } from './page-schema'

export interface PackedNetwork {
  readonly description: PageNetwork
  readonly weights: Float32Array
}

/**
 * Kernels are turned, so that a row holds what one output is made of: [inputs, units] to [units, inputs].
 * @param isTied the output has the embeddings for its kernel, which are then kept once
 */
export function packNetwork(
  { kind, network }: ExportSubject['network'],
  isTied: boolean,
): PackedNetwork {
  const packer = new Packer()
  const layers = (all: readonly ReferenceLayer[]) => all.map((layer) => packer.layer(layer))
  const description: PageNetwork =
    kind === 'network'
      ? { kind, layers: isTied ? packer.tied(network.layers) : layers(network.layers) }
      : {
          kind,
          encoder: layers(network.encoder.layers),
          decoder: layers(network.decoder.layers),
          attention: network.attention && packer.attention(network.attention),
        }
  return { description, weights: packer.weights() }
}

class Packer {
  readonly #parts: ArrayLike<number>[] = []
  #count = 0

  weights(): Float32Array {
    const all = new Float32Array(this.#count)
    let at = 0
    for (const part of this.#parts) {
      all.set(part, at)
      at += part.length
    }
    return all
  }

  layer(layer: ReferenceLayer): PageLayer {
    switch (layer.type) {
      case 'Embedding':
        return { ...layer, embeddings: this.#add(layer.embeddings) }
      case 'Recurrent':
        return { ...layer, weights: this.#cell(layer.weights) }
      case 'Bidirectional':
        return {
          ...layer,
          forward: this.#cell(layer.forward),
          backward: this.#cell(layer.backward),
        }
      case 'Dense':
        return { ...layer, weights: this.#dense(layer.weights) }
      case 'LayerNormalization':
        return { ...layer, gamma: this.#addIf(layer.gamma), beta: this.#addIf(layer.beta) }
      case 'Flatten':
      case 'GlobalMaxPooling1D':
      case 'GlobalAveragePooling1D':
        return layer
    }
  }

  /** Turned, the output's kernel is the embeddings as they are. */
  tied(layers: readonly ReferenceLayer[]): PageLayer[] {
    const [first, ...inner] = layers.slice(0, -1).map((layer) => this.layer(layer))
    const last = layers[layers.length - 1]
    if (first.type !== 'Embedding' || last.type !== 'Dense')
      throw new Error('a tied network begins with an Embedding and ends with a Dense')
    const { units, activation, bias } = last.weights
    const weights = { units, activation, kernel: first.embeddings, bias: this.#addIf(bias) }
    return [first, ...inner, { type: 'Dense', name: last.name, weights }]
  }

  attention({ kind, query, key, score, combine }: ReferenceAttention) {
    const dense = (weights: DenseWeights | null) => weights && this.#dense(weights)
    return {
      ...{ kind, query: this.#dense(query), key: dense(key) },
      ...{ score: dense(score), combine: this.#dense(combine) },
    }
  }

  #cell({ inputs, kernel, recurrentKernel, bias, ...rest }: CellWeights): PageCell {
    return {
      ...rest,
      kernel: this.#add(turned(kernel, inputs)),
      recurrentKernel: this.#add(turned(recurrentKernel, rest.units)),
      bias: this.#addIf(bias),
    }
  }

  #dense({ inputs, units, activation, kernel, bias }: DenseWeights): PageDense {
    return { units, activation, kernel: this.#add(turned(kernel, inputs)), bias: this.#addIf(bias) }
  }

  #addIf(values: ArrayLike<number> | null): PagePart | null {
    return values && this.#add(values)
  }

  #add(values: ArrayLike<number>): PagePart {
    const at = this.#count
    this.#parts.push(values)
    this.#count += values.length
    return { at, count: values.length }
  }
}

/** [rows, columns] to [columns, rows] */
function turned(values: Float64Array, rows: number): Float32Array {
  const columns = values.length / rows
  const other = new Float32Array(values.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      other[column * rows + row] = values[row * columns + column]
  return other
}
