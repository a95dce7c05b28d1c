// The Keras export of models with layers and options that are seldom together, and what real Keras makes of it.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startBackend, tf } from '../../../../src/worker/backend'
import { releaseRun } from '../../../../src/worker/inference/load-run'
import { oddRuns } from '../odd-runs'
import { caseOf, cells, exportAs, tasks, trainedCase } from '../runs'

type Case = Parameters<typeof trainedCase>[1]

const run = promisify(execFile)
const python = process.env['UNROLL_TEST_PYTHON']

/** Keras 3 has another hardSigmoid, which is refused. */
function withoutHardSigmoid(tried: Case): Case {
  return JSON.parse(JSON.stringify(tried).replaceAll('hardSigmoid', 'sigmoid')) as Case // the same shape
}

const plain = tasks.flatMap((task) =>
  cells.flatMap((cell) => {
    const tried = caseOf(task, cell)
    return tried ? [[`${task} with ${cell}`, tried] as const] : []
  }),
)
const odd = oddRuns.map(([what, tried]) => [what, withoutHardSigmoid(tried)] as const)

let place = ''
beforeAll(async () => {
  await startBackend()
  place = await mkdtemp(join(tmpdir(), 'unroll-keras-'))
})
afterAll(() => rm(place, { recursive: true, force: true }))

let made = 0
async function exported(tried: Case): Promise<string> {
  const folder = join(place, `run-${made++}`)
  const runFolder = await trainedCase(folder, tried)
  const out = join(folder, 'exported')
  const report = await exportAs('keras', runFolder, out)
  if (!report.ok) throw new Error(report.message)
  expect(report.value.parity.largestDifference).toBeLessThan(1e-6)
  return out
}

describe('models with odd layers', () => {
  it.each(odd)('%s: the files compute what the lab computes', async (_what, tried) => {
    const tensors = tf.memory().numTensors
    const names = (await readFile(join(await exported(tried), 'README.md'), 'utf8')).match(
      /`[\w.-]+\.(keras|h5|py|txt)`/g,
    )
    expect(names).toEqual(expect.arrayContaining(['`model.keras`', '`model.h5`', '`predict.py`']))
    releaseRun()
    expect(tf.memory().numTensors).toBe(tensors)
  })
})

describe('real Keras, with UNROLL_TEST_PYTHON', () => {
  it.skipIf(!python)(
    'loads both files of every task and cell and of the odd models, and computes the same',
    async () => {
      const folders: string[] = []
      for (const [, tried] of [...plain, ...odd]) folders.push(await exported(tried))
      const script = resolve('tests/worker/export/keras/check_keras.py')
      const { stdout } = await run(python ?? '', [script, ...folders])
      const last = stdout.trim().split('\n').at(-1) ?? ''
      const differences = z.array(z.number()).parse(JSON.parse(last))
      const names = [...plain, ...odd].map(([what]) => what)
      if (process.env['UNROLL_PRINT_PARITY'])
        for (const [index, difference] of differences.entries())
          console.log(
            `${names[index >> 1]} | ${index % 2 ? 'model.h5' : 'model.keras'} | ${difference}`,
          )
      expect(differences).toHaveLength(folders.length * 2)
      for (const difference of differences) expect(difference).toBeLessThan(1e-5)
    },
    300_000,
  )

  it.skipIf(!python)(
    'computes every step also in model.predict, which does not know the length',
    async () => {
      const folders: string[] = []
      for (const task of ['tagging', 'language-model'] as const) {
        const tried = caseOf(task, 'GRU')
        if (tried) folders.push(await exported(tried))
      }
      const script = resolve('tests/worker/export/keras/check_keras.py')
      const { stdout } = await run(python ?? '', [script, '--compiled', ...folders])
      const last = stdout.trim().split('\n').at(-1) ?? ''
      const differences = z.array(z.number()).length(4).parse(JSON.parse(last))
      for (const difference of differences) expect(difference).toBeLessThan(1e-5)
    },
    120_000,
  )

  it.skipIf(!python)(
    'runs predict.py: answers, a check that passes, and one that fails',
    async () => {
      const tried = caseOf('classification', 'GRU')
      if (!tried) throw new Error('there is a classifier with a GRU')
      const out = await exported(tried)
      const predict = join(out, 'predict.py')
      const asked = await run(python ?? '', [predict, 'one two three', ''])
      const answers = asked.stdout.trim().split('\n').slice(-2)
      for (const answer of answers)
        expect(JSON.parse(answer)).toMatchObject({
          probabilities: { a: expect.any(Number) as unknown },
        })
      const tagger = caseOf('tagging', 'LSTM')
      if (!tagger) throw new Error('there is a tagger with an LSTM')
      const tags = join(await exported(tagger), 'predict.py')
      const typed = await run(python ?? '', [tags, "(one), don't end."])
      const tagged = z
        .array(z.object({ token: z.string() }))
        .parse(JSON.parse(typed.stdout.trim().split('\n').at(-1) ?? ''))
      const tokens = ['(', 'one', ')', ',', "don't", 'end', '.']
      expect(tagged.map(({ token }) => token)).toEqual(tokens)
      const checked = await run(python ?? '', [predict, '--check', '--model', 'model.h5'])
      expect(checked.stdout).toMatch(/largest difference: \d/)
      const vectors = join(out, 'test-vectors.json')
      const wrong = (await readFile(vectors, 'utf8')).replace(/("outputs": \[\s*\[\s*)/, '$1 9')
      await writeFile(vectors, wrong)
      await expect(run(python ?? '', [predict, '--check'])).rejects.toMatchObject({ code: 1 })
    },
    120_000,
  )
})

describe('what Keras computes otherwise', () => {
  it.each(['LSTM', 'GRU'] as const)(
    'hardSigmoid in a %s is refused, naming the layer',
    async (type) => {
      const tried = caseOf('classification', 'LSTM')
      if (!tried) throw new Error('there is a classifier with an LSTM')
      const layer = { type, units: 3, recurrentActivation: 'hardSigmoid' } as const
      const layers: Case['model']['layers'] = [
        { type: 'Embedding', units: 4 },
        { type: 'Bidirectional', name: 'both_ways', layer },
        { type: 'Dense', units: 3, activation: 'softmax' },
      ]
      const folder = join(place, `hard-${type}`)
      const runFolder = await trainedCase(folder, { ...tried, model: { layers } })
      const report = await exportAs('keras', runFolder, join(folder, 'exported'))
      expect(report).toMatchObject({ ok: false, code: 'model-refused' })
      if (!report.ok) expect(report.message).toContain('Layer "both_ways" has hardSigmoid')
    },
  )
})
