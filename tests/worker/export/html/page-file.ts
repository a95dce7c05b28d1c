// Takes an exported page apart for tests, as its own scripts do.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadPageScript, type Turns } from '../../../../src/worker/export/html/page-script'
import { blocksOf } from '../../../../src/worker/export/html/render-page'
import { exportAs } from '../runs'

/** The modules of the model script; what a test does not use is not named. */
export interface Modules {
  readonly draw: {
    nextToken(
      logits: Float32Array,
      how: { temperature: number; topK: number | null; random: () => number },
      isAllowed: (id: number) => boolean,
    ): { id: number; probability: number; alternatives: { id: number; probability: number }[] }
    randomAt(seed: number, place: number): () => number
  }
  readonly 'page-weights': { decodeWeights(base64: string): Float32Array }
  readonly network: {
    createNetwork(description: unknown, weights: Float32Array): object
    finish<Value>(turns: Turns<Value>): Value
  }
  readonly writer: {
    createWriter(
      data: unknown,
      network: object,
    ): (prompt: string) => { next(choice: object): Turns<WrittenToken | null> }
  }
  readonly tagger: {
    createTagger(data: unknown, network: object): (text: string) => Turns<readonly Tagged[]>
  }
}

export interface WrittenToken {
  readonly text: string
  readonly probability: number
  readonly alternatives: readonly { readonly text: string; readonly probability: number }[]
}

export interface Tagged {
  readonly token: string
  readonly isUnknown: boolean
  readonly probabilities: readonly number[]
}

export function pageModules(): Modules {
  return loadPageScript() as unknown as Modules // the same modules, of which the lab names fewer
}

/** Exports the run to `out`; gives what the page's scripts find in it. */
export async function exportedPage(runFolder: string, out: string) {
  const report = await exportAs('html', runFolder, out)
  if (!report.ok) throw new Error(report.message)
  const blocks = blocksOf(await readFile(join(out, 'index.html'), 'utf8'))
  if (!blocks) throw new Error('the page has no blocks')
  const data = JSON.parse(blocks.data) as { readonly network: unknown } // as it was written
  const modules = pageModules()
  const weights = modules['page-weights'].decodeWeights(blocks.weights)
  const network = modules.network.createNetwork(data.network, weights)
  return { modules, data, network, parity: report.value.parity }
}
