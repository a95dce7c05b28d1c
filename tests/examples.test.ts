// The numbered examples run as they are: each trains an epoch on the bundled sample through the built command line.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const home = mkdtempSync(join(tmpdir(), 'unroll-examples-'))
afterAll(() => rmSync(home, { recursive: true }))

interface Line {
  readonly type: string
  readonly valLoss?: number
  readonly run?: string
}

async function train(example: string): Promise<Line[]> {
  const settings = ['training.epochs=1', 'training.batchSize=64', 'data.maximumRows=400']
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(root, 'out', 'main', 'cli.js'),
      'train',
      join(root, 'examples', example),
      '--json',
      ...settings.flatMap((setting) => ['--set', setting]),
    ],
    { env: { ...process.env, UNROLL_HOME: home } },
  )
  const lines = stdout.trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Line) // the command line's own output
}

describe('examples', () => {
  const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.json'))

  it('are numbered without a gap', () => {
    expect(examples.map((name) => Number(name.slice(0, 2)))).toEqual(examples.map((_, i) => i + 1))
  })

  it.each(examples)('%s', { timeout: 90_000 }, async (example) => {
    const lines = await train(example)
    expect(lines.map((line) => line.type)).toEqual(['data', 'summary', 'epoch', 'done'])
    expect(lines[2].valLoss).toBeGreaterThan(0)
    expect(lines[3].run).toContain(home)
  })
})
