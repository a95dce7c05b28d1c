// The programs that go out with model.onnx, run as a person runs them: in Node always, in Python where one with onnxruntime is at hand.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startBackend } from '../../../../src/worker/backend'
import { releaseRun, withRun } from '../../../../src/worker/inference/load-run'
import { taskModule } from '../../../../src/worker/tasks/index'
import { fullPython, runPython } from '../python/interpreter'
import { caseOf, exportAs, tasks, trainedCase } from '../runs'

const run = promisify(execFile)

let folder = ''
beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'unroll-onnx-'))
  // What `npm install` gives whoever runs the program in Node.
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
})
afterAll(async () => {
  releaseRun()
  await rm(folder, { recursive: true, force: true })
})

// A text that each task's model makes something of; a tagger's words do not stand apart.
const text = "(one), two don't end."

const answerSchema = z.object({
  label: z.string().optional(),
  tokens: z.array(z.object({ token: z.string(), tag: z.string().optional() })).optional(),
  written: z.string().optional(),
  text: z.string().optional(),
})

/** What the lab makes of the text; null of a language model, whose test vectors say what it writes. */
async function labsAnswer(runFolder: string): Promise<object | null> {
  let answer: object | null = null
  await withRun(runFolder, async (loaded) => {
    const { predict } = await taskModule(loaded.experiment.task)
    const predictions = await predict(loaded, [text], { beams: 1 })
    if (!predictions.ok) return predictions
    const [prediction] = predictions.value
    if (prediction.kind === 'class') answer = { label: prediction.label }
    if (prediction.kind === 'tags')
      answer = { tokens: prediction.tagged.map(({ token, tag }) => ({ token, tag })) }
    if (prediction.kind === 'sequence') answer = { written: prediction.written }
    return predictions
  })
  return answer
}

describe.each(tasks)('%s', (task) => {
  const cell = task === 'language-model' ? 'GRU' : 'bidirectional'
  let out = ''
  let expected: object | null = null
  beforeAll(async () => {
    const tried = caseOf(task, cell)
    if (!tried) throw new Error('there is such a run')
    const runFolder = await trainedCase(join(folder, task), tried)
    out = join(folder, `${task}-onnx`)
    const exported = await exportAs('onnx', runFolder, out)
    if (!exported.ok) throw new Error(exported.message)
    expected = await labsAnswer(runFolder)
  })

  /** Whether what a program printed is what the lab says, or of a language model what the test vectors say. */
  async function expectAnswer(program: (...args: string[]) => Promise<string>): Promise<void> {
    if (expected) {
      expect(answerSchema.parse(JSON.parse(await program(text)))).toMatchObject(expected)
      return
    }
    const { vectors } = z
      .object({ vectors: z.array(z.object({ text: z.string(), written: z.array(z.int()) })) })
      .parse(JSON.parse(await readFile(join(out, 'test-vectors.json'), 'utf8')))
    const { tokens } = z
      .object({ tokens: z.array(z.string()) })
      .parse(JSON.parse(await readFile(join(out, 'vocabulary.json'), 'utf8')))
    const { text: prompt, written } = vectors[1]
    const printed = await program('--temperature', '0', '--length', '24', prompt)
    const answer = answerSchema.parse(JSON.parse(printed))
    expect(answer.tokens?.map(({ token }) => token)).toEqual(written.map((id) => tokens[id]))
  }

  it('in Node', async () => {
    const program = async (...args: string[]): Promise<string> =>
      (await run(process.execPath, [join(out, 'run.mjs'), ...args])).stdout
    await expectAnswer(program)
    expect(await program('--check')).toMatch(
      /^largest difference \d\.\d\de-\d+, allowed 0.00001\n$/,
    )
  })

  it('in Node, where a model differs', async () => {
    const file = join(out, 'test-vectors.json')
    const content = await readFile(file, 'utf8')
    await writeFile(file, content.replace(/("outputs": \[\s*\[\s*)0\./, '$10.9'))
    const program = run(process.execPath, [join(out, 'run.mjs'), '--check'])
    await expect(program).rejects.toMatchObject({ code: 1 })
    await writeFile(file, content)
  })

  it.skipIf(!fullPython)(
    'in Python with onnxruntime and the ONNX checker (UNROLL_TEST_PYTHON)',
    async () => {
      const python = fullPython ?? ''
      const check =
        'import onnx; onnx.checker.check_model(onnx.load("model.onnx"), full_check=True)'
      expect(await runPython(python, out, ['-c', check])).toMatchObject({ code: 0 })
      const program = async (...args: string[]): Promise<string> => {
        const { code, stdout, stderr } = await runPython(python, out, ['run.py', ...args])
        if (code !== 0) throw new Error(stderr)
        return stdout
      }
      await expectAnswer(program)
      const checked = await program('--check')
      expect(checked).toMatch(/^largest difference .*, allowed 1e-05\n$/)
      if (process.env.UNROLL_PRINT_PARITY) console.log(`${task}, ${cell}, Python: ${checked}`)
    },
  )
})
