// A request's text, its events, its ends, its branches and what it copied.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  generationRequestSchema,
  type GeneratedToken,
  type Generation,
} from '#shared/domain/generation'
import { startBackend, tf } from '../../../src/worker/backend'
import { generateText } from '../../../src/worker/generation/generate'
import { buildNgramIndex, ngramFile } from '../../../src/worker/generation/ngram-index'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { biasEnd, untrainedRun } from './small-language-model'

let folder = ''
let run: LoadedRun
beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'unroll-generate-'))
  run = untrainedRun({}, folder)
  biasEnd(run, -50)
})
afterAll(async () => {
  run.model.dispose()
  await rm(folder, { recursive: true, force: true })
})

function requestOf(options: object) {
  return generationRequestSchema.parse({ requestId: 'g', prompt: 'To be', length: 40, ...options })
}

async function generate(options: object, isStopped = () => false, of = run) {
  const told: GeneratedToken[][] = []
  const answer = await generateText(of, requestOf(options), { isStopped }, (tokens) =>
    told.push([...tokens]),
  )
  return { answer, told }
}

async function generated(options: object): Promise<Generation> {
  const { answer } = await generate(options)
  if (!answer.ok) throw new Error(answer.message)
  return answer.value
}

describe('writing', () => {
  it('tells every token once and in order, with its alternatives, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const { answer, told } = await generate({ alternatives: 3, length: 300 })
    if (!answer.ok) throw new Error(answer.message)
    const { value } = answer
    expect(told.flat()).toEqual(value.tokens)
    expect(value.text).toBe(value.tokens.map(({ text }) => text).join(''))
    expect(value.tokens).toHaveLength(300)
    expect(value.endedBy).toBe('length')
    for (const { alternatives, probability, id } of value.tokens) {
      expect(alternatives).toHaveLength(3)
      expect(alternatives[0].probability).toBeGreaterThanOrEqual(alternatives[2].probability)
      const own = alternatives.find((one) => one.id === id)
      expect(own?.probability ?? probability).toBe(probability)
    }
    expect(tf.memory().numTensors).toBe(before)
  })

  it('ends at the stop text, wherever tokens part it', async () => {
    const whole = await generated({ length: 200 })
    const stop = whole.text.slice(20, 23)
    const ended = await generated({ length: 200, stop })
    expect(ended.endedBy).toBe('stop-text')
    expect(ended.text).toBe(whole.text.slice(0, whole.text.indexOf(stop) + stop.length))
  })

  it('ends when it is stopped and keeps what was written', async () => {
    let asked = 0
    const { answer } = await generate({ length: 100_000 }, () => ++asked > 20)
    if (!answer.ok) throw new Error(answer.message)
    expect(answer.value.endedBy).toBe('stopped')
    expect(answer.value.tokens.length).toBeGreaterThan(5)
    expect(answer.value.tokens.length).toBeLessThan(30)
  })

  it('ends where the model ends the text, and writes nothing for it', async () => {
    const eager = untrainedRun({}, folder)
    biasEnd(eager, 50)
    const { answer } = await generate({}, undefined, eager)
    expect(answer).toMatchObject({
      ok: true,
      value: { text: '', tokens: [], endedBy: 'end-token' },
    })
    eager.model.dispose()
  })
})

describe('a branch', () => {
  it('goes on from the tokens that are kept, with the text of both', async () => {
    const whole = await generated({ length: 30 })
    const kept = whole.tokens.slice(0, 10).map(({ id }) => id)
    const again = await generated({ length: 20, continuation: kept })
    expect(again.text).toBe(whole.text)
    expect(again.tokens).toEqual(whole.tokens.slice(10))
    const other = kept[9] === 5 ? 6 : 5
    const branch = await generated({ length: 20, continuation: [...kept.slice(0, 9), other] })
    expect(branch.text.startsWith(whole.text.slice(0, 9) + run.vocabulary.tokens[other])).toBe(true)
    expect(branch.text).not.toBe(whole.text)
  })

  it('refuses ids that the run does not have', async () => {
    const { answer } = await generate({ continuation: [5, 39] })
    expect(answer).toMatchObject({ ok: false, code: 'data-unusable' })
    if (!answer.ok) expect(answer.message).toContain('continuation: the id 39')
  })
})

describe('copies', () => {
  it('are told with how much was searched, counted from the end of the prompt', async () => {
    expect(await generated({})).toMatchObject({ copied: [], searched: 0 })
    const { tokens } = await generated({ length: 40 })
    const ids = tokens.map(({ id }) => id)
    const training = Int32Array.from([...ids.slice(5, 20), 3, 3, 3, ...ids.slice(30, 37)])
    await writeFile(join(folder, ngramFile), buildNgramIndex(training))
    const copied = [{ from: 5, to: 20 }]
    expect(await generated({ length: 40 })).toMatchObject({ copied, searched: 1 })
    const branch = { length: 30, continuation: ids.slice(0, 10) }
    expect(await generated(branch)).toMatchObject({ copied })
  })

  it('cannot be looked for in a damaged file, which is named', async () => {
    await writeFile(join(folder, ngramFile), 'nonsense')
    const { answer } = await generate({})
    expect(answer).toMatchObject({ ok: false, code: 'run-unreadable' })
    await rm(join(folder, ngramFile))
  })
})

it('refuses a run of another task', async () => {
  const experiment = { ...run.experiment, task: 'tagging' as const }
  const { answer } = await generate({}, undefined, { ...run, experiment })
  expect(answer).toMatchObject({ ok: false, code: 'data-unusable' })
})
