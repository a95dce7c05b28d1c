// A forward pass of the reference implementation over a text, for every kind of network alike.
import type { Axis } from '#shared/domain/inside/inspection'
import type { Surgery } from '#shared/domain/inside/surgery'
import { backwardFrom, decodeAll } from '#shared/domain/reference/encoder-decoder'
import { backward, forward } from '#shared/domain/reference/network'
import type {
  ReferenceEncoderDecoder,
  ReferenceNetwork,
  RecurrentTrace,
} from '#shared/domain/reference/types'
import type { Networks, Subject } from './networks'
import { decoderAxis, targetTokens, type ReadText } from './read-text'
import { writeByReference } from './write-decoder'

type AxisName = 'source' | 'target'

/** A recurrent layer's trace and what it steps over. */
export interface AxisTrace {
  readonly axis: AxisName
  readonly trace: RecurrentTrace
}

/** Where something is said: after the token `at` of an axis, in a row of the logits. */
export interface OutputPlace {
  readonly axis: AxisName
  readonly at: number
  readonly row: number
  /** Of a decoder: what it wrote there, or had to write. */
  readonly written: number | null
}

export interface Pass {
  readonly source: ReadText
  /** What a decoder was given: its start, then what stands before each token; else null. */
  readonly target: ReadText | null
  readonly recurrent: readonly AxisTrace[]
  readonly outputs: readonly OutputPlace[]
  /** [rows, width] */
  readonly logits: Float64Array
  readonly width: number
  /** dL/dh_t of each of `recurrent`, from the gradient of one row of logits; zeros before the text. [steps, units] */
  backward(row: number, logits: Float64Array): readonly Float64Array[]
}

/** How a pass is made. */
export interface PassOptions {
  /** With steps in place of tokens: see `prepareSurgery`. */
  readonly surgery: Surgery
  /** Of an encoder-decoder: the text that it is told to write; null: what it writes by itself. */
  readonly answer: string | null
}

/** Runs a network over what was read of a text. */
export function runPass(
  subject: Subject,
  networks: Networks,
  source: ReadText,
  options: PassOptions,
): Pass {
  return networks.kind === 'single'
    ? singlePass(subject, networks.network, source, options)
    : pairPass(subject, networks.network, source, options)
}

/** The logits of a row: [width] */
export function logitsAt(
  { logits, width }: Pick<Pass, 'logits' | 'width'>,
  row: number,
): Float64Array {
  return logits.subarray(row * width, (row + 1) * width)
}

function singlePass(
  { experiment }: Subject,
  network: ReferenceNetwork,
  source: ReadText,
  { surgery }: PassOptions,
): Pass {
  const trace = forward(network, source.ids, { surgery })
  const place = (at: number, row: number): OutputPlace => ({
    axis: 'source',
    at,
    row,
    written: null,
  })
  const { tokens, paddingBefore } = source.axis
  const outputs =
    experiment.task === 'classification'
      ? [place(tokens.length - 1, 0)]
      : tokens.map((_, at) => place(at, paddingBefore + at))
  return {
    ...{ source, target: null, outputs },
    recurrent: trace.recurrent.map((one) => ({ axis: 'source', trace: one })),
    ...{ logits: trace.logits, width: trace.width },
    // Nobody looks at the padding before the text.
    backward: (row, logits) =>
      backward(network, trace, row, logits, { surgery, from: paddingBefore }).hidden,
  }
}

function pairPass(
  subject: Subject,
  network: ReferenceEncoderDecoder,
  source: ReadText,
  { surgery, answer }: PassOptions,
): Pass {
  const written =
    answer === null
      ? writeByReference(network, subject, source.ids, { surgery }).ids
      : Array.from(targetTokens(subject, answer))
  const given = [subject.targetVocabulary?.start ?? 0, ...written.slice(0, -1)]
  const axis: Axis = decoderAxis(subject, given)
  const target = { ids: Int32Array.from(given), axis }
  const trace = decodeAll(network, source.ids, target.ids, { surgery })
  const named = (name: AxisName, part: readonly RecurrentTrace[]): AxisTrace[] =>
    part.map((one) => ({ axis: name, trace: one }))
  return {
    ...{ source, target, logits: trace.logits, width: trace.width },
    recurrent: [
      ...named('source', trace.encoder.recurrent),
      ...named('target', trace.decoder.recurrent),
    ],
    outputs: given.map((_, at) => ({ axis: 'target', at, row: at, written: written[at] })),
    backward: (row, logits) => {
      const { encoder, decoder } = backwardFrom(network, trace, row, logits, { surgery })
      return [...encoder.hidden, ...decoder.hidden]
    },
  }
}
