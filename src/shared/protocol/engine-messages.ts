// What the window host tells the engine process; a `connect` comes with one end of a message channel.

export type EngineMessage =
  | { readonly type: 'connect' }
  /** A path that a person chose: pages may use it and what lies in it. */
  | { readonly type: 'grant'; readonly path: string }
  /** Stop what is under way after the step, keep what was learned, and end. */
  | { readonly type: 'shutdown' }
