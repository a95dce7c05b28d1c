// What the engine's tests share: a home of their own, a small experiment and a lab on the fixture trainer.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { Grants } from '../../src/engine/grants'
import { createLab, type Lab } from '../../src/engine/lab'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { Result } from '#shared/protocol/result'

export const fixtureTrainer = join(import.meta.dirname, 'fixtures', 'trainer.mjs')

/** A folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-engine-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A small data file in a folder of its own. */
export function dataFile(rows = 'good film,good\nbad film,bad\n'): string {
  const path = join(temporaryFolder(), 'data.csv')
  writeFileSync(path, `text,label\n${rows}`)
  return path
}

/** A small valid experiment; the fixture trainer acts by its name. */
export function experimentOn(path: string, name = 'ok', epochs = 2): Experiment {
  return unwrap(
    parseExperiment({
      name,
      task: 'classification',
      data: { path },
      text: { vocabularySize: 10, sequenceLength: 4 },
      model: {
        layers: [
          { type: 'Embedding', units: 2 },
          { type: 'LSTM', units: 2 },
          { type: 'Dense', units: 1, activation: 'sigmoid' },
        ],
      },
      training: { epochs },
    }),
  )
}

/** A small valid language model; the fixture trainer tells of it as of one. */
export function languageModelOn(
  path: string,
  {
    name = 'Writer',
    epochs = 2,
    data = {},
  }: { name?: string; epochs?: number; data?: object } = {},
): Experiment {
  return unwrap(
    parseExperiment({
      name,
      task: 'language-model',
      data: { path, ...data },
      text: { level: 'character', vocabularySize: 20, sequenceLength: 4 },
      model: {
        layers: [
          { type: 'Embedding', units: 2 },
          { type: 'LSTM', units: 2, returnSequences: true },
          { type: 'TimeDistributed', layer: { type: 'Dense', units: 20, activation: 'softmax' } },
        ],
      },
      training: { epochs },
    }),
  )
}

/** The value, or an error with the failure's sentence. */
export function unwrap<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value
  throw new Error(`${result.code}: ${result.message}`)
}

export interface TestLab {
  readonly lab: Lab
  readonly home: string
  readonly grants: Grants
  readonly events: LabEvent[]
  /** The first event of a type, past or to come, that fits. */
  event<Type extends LabEvent['type']>(
    type: Type,
    fits?: (event: Extract<LabEvent, { type: Type }>) => boolean,
  ): Promise<Extract<LabEvent, { type: Type }>>
}

/** A lab on the fixture trainer; closed when the test is over. */
export function openLab(
  options: {
    readonly home?: string
    readonly everything?: boolean
    readonly trainerPath?: string
    readonly stopGraceMs?: number
    readonly closeGraceMs?: number
    readonly diskRetryMs?: number
    readonly runsQueue?: boolean
  } = {},
): TestLab {
  const home = options.home ?? temporaryFolder()
  const grants = new Grants({ everything: options.everything ?? true })
  const lab = createLab({
    home,
    grants,
    trainerPath: options.trainerPath ?? fixtureTrainer,
    samplePath: join(home, 'sample.csv'),
    version: '0.0.0',
    stopGraceMs: options.stopGraceMs,
    closeGraceMs: options.closeGraceMs,
    diskRetryMs: options.diskRetryMs,
    runsQueue: options.runsQueue,
  })
  onTestFinished(() => lab.close())
  const events: LabEvent[] = []
  lab.subscribe((event) => events.push(event))
  const event = <Type extends LabEvent['type']>(
    type: Type,
    fits: (event: Extract<LabEvent, { type: Type }>) => boolean = () => true,
  ) =>
    new Promise<Extract<LabEvent, { type: Type }>>((resolve) => {
      const isType = (one: LabEvent): one is Extract<LabEvent, { type: Type }> => one.type === type
      const isIt = (one: LabEvent): one is Extract<LabEvent, { type: Type }> =>
        isType(one) && fits(one)
      const past = events.find(isIt)
      if (past) resolve(past)
      else lab.subscribe((one) => isIt(one) && resolve(one))
    })
  return { lab, home, grants, events, event }
}
