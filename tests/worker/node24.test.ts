// The built trainer thread under this Node and under the Node that current Electron holds.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { csvOf } from './trained-run'

const run = promisify(execFile)
const driver = resolve('tests/worker/fixtures/train-once.mjs')

const answerSchema = z.object({
  node: z.string(),
  runs: z.array(
    z.object({
      outcome: z.object({ ok: z.literal(true), value: z.object({ steps: z.int() }) }),
      environment: z.object({ backend: z.string(), node: z.string() }),
      losses: z.array(z.number()),
    }),
  ),
})

const nodes: [string, string | undefined, number][] = [
  ['this Node', process.execPath, 20],
  ['Node 24', process.env['UNROLL_NODE24'], 24],
]

describe.each(nodes)('the built trainer under %s', (_name, node, least) => {
  it.skipIf(!node)('trains in one thread after another, alike', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'unroll-node-'))
    const data = join(folder, 'data.csv')
    await writeFile(data, csvOf(120))
    await mkdir(join(folder, 'run'))
    const { stdout } = await run(node ?? '', [driver, data, join(folder, 'run')])
    const line = stdout.split('\n').find((text) => text.startsWith('{'))
    const { node: version, runs } = answerSchema.parse(JSON.parse(line ?? 'null'))
    expect(Number(version.split('.')[0])).toBeGreaterThanOrEqual(least)
    expect(runs.map(({ outcome }) => outcome.value.steps)).toEqual([12, 12])
    expect(runs[1].losses).toEqual(runs[0].losses)
    expect(runs[0].environment.node).toBe(version)
    expect(await readdir(join(folder, 'run', 'model'))).toContain('model.json')
    await rm(folder, { recursive: true })
  })
})
