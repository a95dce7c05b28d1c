// Expected failures as values: they cross threads and processes whole, where a thrown error loses its fields.

/** What went wrong, for a program (`code`) and for a person (`message`). */
export interface Failure {
  readonly ok: false
  readonly code: FailureCode
  /** One sentence: what happened, where, and what to do. */
  readonly message: string
  /** The places in an experiment file that are wrong, when that is the reason. */
  readonly problems?: readonly Problem[]
}

export interface Success<Value> {
  readonly ok: true
  readonly value: Value
}

/** Every call that can fail for a reason a person can mend answers with this. */
export type Result<Value> = Success<Value> | Failure

export type FailureCode =
  | 'experiment-invalid' // the experiment file or a combination in it is wrong
  | 'data-unreadable' // missing, no permission, not text
  | 'data-unusable' // read, but nothing can be learned from it
  | 'run-unreadable' // a run folder is missing, damaged or of another version
  | 'model-refused' // a model from elsewhere, or a format to export to, that cannot express the other side
  | 'export-differs' // what was exported computes something else
  | 'busy' // one run at a time
  | 'not-granted' // the window asked for a path that nobody chose
  | 'training-failed' // NaN loss and the like
  | 'disk-full'
  | 'write-failed'
  | 'trainer-died'
  | 'engine-died'
  | 'stopped' // a person stopped it

/** One wrong place in an experiment: `path` such as `model.layers.1.units`, `message` a sentence. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** Wraps a value as a success. */
export function success<Value>(value: Value): Success<Value> {
  return { ok: true, value }
}

/** Builds a failure from its code and sentence. */
export function failure(
  code: FailureCode,
  message: string,
  problems?: readonly Problem[],
): Failure {
  return problems ? { ok: false, code, message, problems } : { ok: false, code, message }
}
