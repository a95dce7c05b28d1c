// The exported PyTorch project in a Python with torch and safetensors (UNROLL_TEST_PYTHON).
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Task } from '#shared/experiment/schema'
import { startBackend } from '../../../src/worker/backend'
import { releaseRun } from '../../../src/worker/inference/load-run'
import { oddRuns } from './odd-runs'
import { fullPython } from './python/interpreter'
import { runPrograms } from './python/many-programs'
import { caseOf, cells, exportAs, tasks, trainedCase } from './runs'

const patience = { timeout: 120_000 }

/** What test vectors have for people. */
const toldSchema = z.object({
  vectors: z.array(
    z.object({
      text: z.string().optional(),
      tokens: z.array(z.string()).optional(),
      tags: z.array(z.string()).optional(),
      probabilities: z.array(z.number()),
      written: z.unknown().optional(),
    }),
  ),
})
type Told = z.output<typeof toldSchema>['vectors'][number]

const tokenSchema = z.object({
  token: z.string(),
  tag: z.string().optional(),
  probability: z.number(),
})
/** Of predict.py --json: a tagger's is a list. */
const answerSchema = z.union([
  z.array(tokenSchema),
  z.object({
    text: z.string(),
    tokens: z.array(tokenSchema).optional(),
    probabilities: z.record(z.string(), z.number()).optional(),
  }),
])

let place = ''
beforeAll(async () => {
  await startBackend()
  place = await mkdtemp(join(tmpdir(), 'unroll-pytorch-'))
})
afterAll(() => rm(place, { recursive: true, force: true }))

/** Exports a run and gives the folder. */
async function exported(runFolder: string, name: string): Promise<string> {
  const out = join(place, name)
  const report = await exportAs('pytorch', runFolder, out)
  releaseRun()
  if (!report.ok) throw new Error(report.message)
  return out
}

describe.skipIf(!fullPython)('with PyTorch', () => {
  it(
    'computes what the lab computes: every task with every cell, and odd layers',
    patience,
    async () => {
      const programs = []
      for (const task of tasks)
        for (const cell of cells) {
          const tried = caseOf(task, cell)
          if (!tried) continue
          const run = await trainedCase(join(place, `${task}-${cell}`), tried)
          programs.push({
            folder: await exported(run, `${task}-${cell}-out`),
            args: ['predict.py', '--check'],
          })
        }
      for (const [index, [, tried]] of oddRuns.entries()) {
        const run = await trainedCase(join(place, `odd-${index}`), tried)
        programs.push({
          folder: await exported(run, `odd-${index}-out`),
          args: ['predict.py', '--check'],
        })
      }
      const outcomes = await runPrograms(programs)
      for (const [index, { code, output }] of outcomes.entries()) {
        expect([programs[index].folder, code, output]).toEqual([
          programs[index].folder,
          0,
          expect.stringMatching(
            /^largest difference \d\.\d+e-(0[6-9]|[1-9]\d), within 1e-05\n$|^largest difference 0\.000e\+00/,
          ),
        ])
      }
      expect(outcomes).toHaveLength(15 + oddRuns.length)
      // One weight that is another is noticed.
      const [{ folder }] = programs
      const bytes = await readFile(join(folder, 'model.safetensors'))
      bytes.writeFloatLE(0.5, bytes.length - 4)
      const damaged = join(place, 'damaged')
      await cp(folder, damaged, { recursive: true })
      await writeFile(join(damaged, 'model.safetensors'), bytes)
      const [noticed] = await runPrograms([{ folder: damaged, args: ['predict.py', '--check'] }])
      expect(noticed).toMatchObject({ code: 1, output: expect.stringContaining('beyond 1e-05') })
    },
  )

  it('tells people what the lab tells them', patience, async () => {
    const folders = new Map<Task, string>()
    for (const task of tasks) {
      const tried = caseOf(task, 'LSTM')
      if (!tried) throw new Error('there is an LSTM of every task')
      const run = await trainedCase(join(place, `told-${task}`), tried)
      folders.set(task, await exported(run, `told-${task}-out`))
    }
    const asked: { readonly task: Task; readonly vector: Told }[] = []
    for (const [task, folder] of folders) {
      const content = await readFile(join(folder, 'test-vectors.json'), 'utf8')
      for (const vector of toldSchema.parse(JSON.parse(content)).vectors)
        asked.push({ task, vector })
    }
    const more: Partial<Record<Task, readonly string[]>> = {
      'language-model': ['--temperature', '0', '--length', '24'],
    }
    const outcomes = await runPrograms(
      asked.map(({ task, vector }) => ({
        folder: folders.get(task) ?? '',
        args: [
          'predict.py',
          '--json',
          ...(more[task] ?? []),
          // As one types it.
          vector.text ?? vector.tokens?.join(' ').replace(' .', '.') ?? '',
        ],
      })),
    )
    const vocabulary = await readFile(
      join(folders.get('language-model') ?? '', 'vocabulary.json'),
      'utf8',
    )
    const { tokens } = z.object({ tokens: z.array(z.string()) }).parse(JSON.parse(vocabulary))
    for (const [index, { code, output }] of outcomes.entries()) {
      const { task, vector } = asked[index]
      expect([task, code, output]).toEqual([task, 0, output])
      const answer = answerSchema.parse(JSON.parse(output))
      const told = Array.isArray(answer) ? answer : (answer.tokens ?? [])
      const numbers =
        told.length > 0
          ? told.map(({ probability }) => probability)
          : Array.isArray(answer)
            ? []
            : Object.values(answer.probabilities ?? {})
      if (task === 'language-model') {
        const written = z.array(z.int()).parse(vector.written)
        expect(told.map(({ token }) => token)).toEqual(written.map((id) => tokens[id]))
        continue
      }
      if (task === 'tagging') {
        expect(told.map(({ token }) => token)).toEqual(vector.tokens)
        expect(told.map(({ tag }) => tag)).toEqual(vector.tags)
      }
      if (task === 'seq2seq' && !Array.isArray(answer)) expect(answer.text).toBe(vector.written)
      expect(numbers).toHaveLength(vector.probabilities.length)
      for (const [at, value] of numbers.entries())
        expect(value).toBeCloseTo(vector.probabilities[at], 5)
    }
    expect(outcomes).toHaveLength(5 + 3 + 4 + 3)
  })
})
