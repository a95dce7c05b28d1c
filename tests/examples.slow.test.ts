// The numbered examples run as they are: each experiment trains an epoch on the bundled sample through the built command line.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { expandSweep, parseSweep } from '#shared/experiment/sweep'

const root = resolve(import.meta.dirname, '..')
const home = mkdtempSync(join(tmpdir(), 'unroll-examples-'))
afterAll(() => rmSync(home, { recursive: true }))

interface Line {
  readonly type: string
  readonly valLoss?: number
  readonly run?: string
}

function readExample(name: string): unknown {
  return JSON.parse(readFileSync(join(root, 'examples', name), 'utf8'))
}

function train(example: string): Promise<Line[]> {
  const settings = ['training.epochs=1', 'training.batchSize=64', 'data.maximumRows=400']
  return run('train', example, ...settings.flatMap((setting) => ['--set', setting]))
}

async function run(name: string, example: string, ...options: string[]): Promise<Line[]> {
  const path = join(root, 'examples', example)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, 'out', 'main', 'cli.js'), name, path, '--json', ...options],
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

  const isSweep = (name: string) => name.endsWith('-sweep.json')

  it.each(examples.filter(isSweep))('%s', async (name) => {
    const sweep = parseSweep(readExample(name), name)
    if (!sweep.ok) throw new Error(sweep.message)
    const experiment = readExample(String(sweep.value.experiment))
    const expanded = expandSweep(experiment, sweep.value)
    if (!expanded.ok) throw new Error(expanded.message)
    expect(expanded.value).toHaveLength(12)
    expect(expanded.value[0].experiment.name).toBe('Cells and rates, SimpleRNN, 0.001, seed 1')
    expect(await run('sweep', name, '--dry-run')).toMatchObject([{ type: 'sweep', runs: 12 }])
  })

  it.each(examples.filter((name) => !isSweep(name)))('%s', { timeout: 90_000 }, async (example) => {
    // A language model also writes a sample, which is told apart here.
    const lines = (await train(example)).filter((line) => line.type !== 'sample')
    expect(lines.map((line) => line.type)).toEqual(['data', 'summary', 'epoch', 'kept', 'done'])
    expect(lines[2].valLoss).toBeGreaterThan(0)
    expect(lines[4].run).toContain(home)
  })
})
