// What the labels of encoded rows stand for.

/** A standardised number times `deviation` plus `mean` is in the unit of the data. */
export interface Scale {
  readonly mean: number
  readonly deviation: number
}

/** `labels` of encoded rows are class ids, places in `sets`, or the bits of 32-bit numbers in the unit of the data. */
export type Targets =
  | { readonly kind: 'class' }
  | { readonly kind: 'labels'; readonly sets: LabelSets }
  | { readonly kind: 'number'; readonly scale: Scale }

/** The label ids of each combination of labels that occurs, rising. */
export type LabelSets = readonly Int32Array[]

/** The number that a row's label stands for, as bits to be kept among integers. */
export function bitsOfNumber(value: number): number {
  float[0] = value
  return bits[0]
}

/** The numbers of rows whose labels are bits; shares their memory. */
export function numbersOf(labels: Int32Array): Float32Array {
  return new Float32Array(labels.buffer, labels.byteOffset, labels.length)
}

const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)
