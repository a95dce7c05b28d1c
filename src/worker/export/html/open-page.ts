// Computes from an exported page alone, which may come from elsewhere.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { z } from 'zod'
import { failure, success, type Result } from '#shared/protocol/result'
import { damaged } from '../../inference/read-file'
import type { ExportedFiles, ExportedModel } from '../exporter'
import type { ModelInputs } from '../package/vectors'
import { findMisfit, widestOf } from './check-network'
import { loadPageScript, type PageOutput, type RunnableNetwork, type Turns } from './page-script'
import { pageSchema, type PageNetwork } from './page-schema'
import { blocksOf, renderPage } from './render-page'

export const pageFile = 'index.html'
/** A page is one string, and the characters of a string have a limit. */
const mostBytes = 500_000_000
/** Numbers that a layer may give for a text, and milliseconds that a text may take. */
const mostNumbers = 2 ** 25
const mostTime = 120_000
/** Milliseconds between two stops. */
const slice = 50

/** The page's model. A script runs only when it is the one that this version of the lab writes. */
export async function openPage(files: ExportedFiles): Promise<Result<ExportedModel>> {
  const page = readPage(files)
  if (!page.ok) return page
  const { network: description } = page.value.data
  const script = loadPageScript()
  const weights = decodedBy(script['page-weights'].decodeWeights, page.value.weights)
  if (!weights) return damaged(pageFile, 'its weights are not base64 of 32-bit numbers')
  const misfit = findMisfit(description, weights.length)
  if (misfit) return damaged(pageFile, misfit)
  const network = script.network.createNetwork(description, weights)
  return success({
    program: "the page's own script",
    compute: (inputs, steps) => compute({ network, description }, inputs, steps),
    close: () => {},
  })
}

interface Page {
  readonly data: z.output<typeof pageSchema>
  readonly weights: string
}

function readPage(files: ExportedFiles): Result<Page> {
  const content = files.get(pageFile)
  if (!content) return failure('run-unreadable', `${pageFile} is missing.`)
  if (content.length > mostBytes)
    return damaged(pageFile, 'it is larger than any that the lab writes')
  const text = new TextDecoder().decode(content)
  const blocks = blocksOf(text)
  if (!blocks) return damaged(pageFile, 'it lacks the model')
  const parsed = pageSchema.safeParse(jsonOf(blocks.data))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return damaged(pageFile, `${issue.path.join('.') || 'its data'}: ${issue.message}`)
  }
  return text === renderPage({ ...blocks, name: parsed.data.name })
    ? success({ data: parsed.data, weights: blocks.weights })
    : failure(
        'run-unreadable',
        `${pageFile} is not as this version of Unroll writes it: it was changed, or another version wrote it. Nothing in it was run; export the run again.`,
      )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function decodedBy(decode: (base64: string) => Float32Array, text: string): Float32Array | null {
  try {
    return decode(text)
  } catch {
    return null
  }
}

interface Model {
  readonly network: RunnableNetwork
  readonly description: PageNetwork
}

async function compute(
  { network, description }: Model,
  inputs: ModelInputs,
  steps: readonly number[] | null,
): Promise<Float32Array[]> {
  const isPair = 'source' in inputs
  if (isPair !== (description.kind === 'encoder-decoder'))
    throw new Error(`the model of ${pageFile} takes other inputs than those of the test vectors`)
  const [rows, columns] = isPair
    ? [inputs.source.length + inputs.target.length, inputs.source.length]
    : [inputs.ids.length, 0]
  if (rows * Math.max(widestOf(description), columns) > mostNumbers)
    throw new Error(`a text of ${rows} tokens is more than the model can take here`)
  const output = await finished(network.run(inputs))
  return (steps ?? [0]).map((step) => rowOf(output, step))
}

/** Runs it to its end, but not for ever, and lets others have their turn. */
async function finished(turns: Turns<PageOutput>): Promise<PageOutput> {
  const started = performance.now()
  let last = started
  for (;;) {
    const { done, value } = turns.next()
    if (done) return value
    const now = performance.now()
    if (now - started > mostTime) throw new Error('a text takes longer than two minutes')
    if (now - last < slice) continue
    await nextTurn()
    last = performance.now()
  }
}

function rowOf({ values, rows, width }: PageOutput, row: number): Float32Array {
  if (row >= rows) throw new Error(`the model gives ${rows} steps, and step ${row} is asked for`)
  return values.subarray(row * width, (row + 1) * width)
}
