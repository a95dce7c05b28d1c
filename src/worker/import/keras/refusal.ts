// Why a Keras file is not taken in. It is thrown from deep inside a description, and becomes an objection or a value further out.
import type { FailureCode } from '#shared/protocol/result'
import type { Remarks } from '../objections'

export class Refusal extends Error {
  /**
   * @param code `model-refused`: the lab cannot express it; `run-unreadable`: damaged or crafted
   * @param message a clause
   */
  constructor(
    readonly code: Extract<FailureCode, 'model-refused' | 'run-unreadable'>,
    message: string,
  ) {
    super(message)
  }
}

/** A layer as sentences name it. */
export interface Named {
  readonly name: string
  readonly type: string
}

/** A layer that the lab cannot express. */
export function refused(layer: Named, why: string): Refusal {
  return new Refusal('model-refused', objection(layer, why))
}

/** The same for where reading goes on, since a person should hear of everything at once. */
export function objection({ name, type }: Named, why: string): string {
  return `layer ${shown(name)} (${shown(type).slice(1, -1)}): ${why}`
}

/** What `read` gives; null where it is refused, which is among `remarks` then. Throws what is broken on. */
export function attempt<Value>(remarks: Remarks, read: () => Value): Value | null {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'model-refused') throw error
    remarks.refuse(error.message)
    return null
  }
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
