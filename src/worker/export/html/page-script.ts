// The page's own script, run here from the same bytes that go into every page.
import { createContext, runInContext } from 'node:vm'
import { modelScript } from './scripts'
import type { PageNetwork } from './page-schema'

/** Rows of numbers that a network gives. */
export interface PageOutput {
  /** [rows, width] */
  readonly values: Float32Array
  readonly rows: number
  readonly width: number
}

/** What takes a while and yields now and then. */
export type Turns<Value> = Generator<undefined, Value>

/** As javascript/network/network.mjs has it. */
export interface RunnableNetwork {
  run(inputs: object): Turns<PageOutput>
}

/** What the modules export, as far as the lab uses it. */
export interface PageModules {
  readonly network: {
    createNetwork(description: PageNetwork, weights: Float32Array): RunnableNetwork
  }
  readonly 'page-weights': { decodeWeights(base64: string): Float32Array }
}

/**
 * The modules of the page. Only the lab's own script runs, never that of a page that was found somewhere: a context of node:vm has no
 * more than what is given to it here, but it is no wall.
 */
export function loadPageScript(): PageModules {
  const context = createContext({ TextEncoder, TextDecoder, atob })
  runInContext(modelScript, context, { filename: 'index.html' })
  return runInContext('unroll', context) as PageModules // what the modules export
}
