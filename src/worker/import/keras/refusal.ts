// Why a Keras file is not taken in. It is thrown from deep inside a description and becomes a value in read-keras-model.ts alone.
import type { FailureCode } from '#shared/protocol/result'

export class Refusal extends Error {
  /**
   * @param code `model-refused`: the lab cannot express it; `run-unreadable`: damaged or crafted
   * @param message goes on from "FILE: "
   */
  constructor(
    readonly code: Extract<FailureCode, 'model-refused' | 'run-unreadable'>,
    message: string,
  ) {
    super(message)
  }
}

/** A layer that the lab cannot express. */
export function refused(
  layer: { readonly name: string; readonly type: string },
  why: string,
): Refusal {
  return new Refusal('model-refused', `layer ${shown(layer.name)} (${layer.type}) ${why}`)
}

/** A file that does not hold together. */
export function broken(why: string): Refusal {
  return new Refusal('run-unreadable', why)
}

/** A stranger's name, short and without control characters. */
export function shown(name: string): string {
  // eslint-disable-next-line no-control-regex -- a name may hold anything, a sentence may not
  return `"${name.slice(0, 100).replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')}"`
}
