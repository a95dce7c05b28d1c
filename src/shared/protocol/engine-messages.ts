// What the window host and the engine process tell each other; a `connect` comes with one end of a message channel.
import type { Activity } from '../domain/activity'
import type { RunRecord } from '../domain/run'

export type EngineMessage =
  | { readonly type: 'connect' }
  /** A path that a person chose: pages may use it and what lies in it. */
  | { readonly type: 'grant'; readonly path: string }
  /** Pause what is under way with a checkpoint on disk, and end. */
  | { readonly type: 'shutdown' }

/** What the engine tells the window host unasked, so that it knows without any page. */
export type EngineReport =
  | { readonly type: 'activity'; readonly activity: Activity }
  /** The queue holds by itself, with runs that wait; told before the activity without them. */
  | { readonly type: 'held'; readonly reason: string }
  /** `goesOn`: the queue starts another run now. */
  | { readonly type: 'ended'; readonly record: RunRecord; readonly goesOn: boolean }
