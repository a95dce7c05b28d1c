// Runs a command in this process, on the fixture trainer, and gathers what it prints.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Context } from '../../src/cli/context'
import { Output } from '../../src/cli/output'
import { runProgram } from '../../src/cli/program'

export const fixtureTrainer = resolve(import.meta.dirname, '../engine/fixtures/trainer.mjs')

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Each line of stdout as JSON. */
  readonly json: () => Record<string, unknown>[]
}

export interface Terminal {
  /** The folder that commands start in; `home` lies in it. */
  readonly folder: string
  readonly home: string
  run(args: readonly string[], input?: string, options?: { isTTY: boolean }): Promise<Ended>
  write(file: string, content: unknown): string
}

/** A folder of its own with a data file and an experiment file. `trainerPath` is the fixture's unless another is given. */
export function openTerminal({ trainerPath } = { trainerPath: fixtureTrainer }): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const home = join(folder, 'home')
  const write = (file: string, content: unknown): string => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(folder, file), text)
    return join(folder, file)
  }
  write('data.csv', 'text,label\ngood,good\nbad,bad\n')
  write('experiment.json', smallExperiment)
  return {
    folder,
    home,
    write,
    run: (args, input, options) => run({ folder, home, trainerPath }, args, input, options),
  }
}

export const smallExperiment = {
  name: 'Small',
  task: 'classification',
  data: { path: 'data.csv' },
  text: { vocabularySize: 10, sequenceLength: 4 },
  model: {
    layers: [
      { type: 'Embedding', units: 2 },
      { type: 'LSTM', units: 2 },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ],
  },
  training: { epochs: 2 },
}

/** Of which the fixture trainer tells as of a language model. */
export const languageModelExperiment = {
  ...smallExperiment,
  name: 'Writer',
  task: 'language-model',
  text: { level: 'character', vocabularySize: 20, sequenceLength: 4 },
  model: {
    layers: [
      { type: 'Embedding', units: 2 },
      { type: 'LSTM', units: 2, returnSequences: true },
      { type: 'TimeDistributed', layer: { type: 'Dense', units: 20, activation: 'softmax' } },
    ],
  },
}

async function run(
  {
    folder,
    home,
    trainerPath,
  }: Pick<Terminal, 'folder' | 'home'> & { readonly trainerPath: string },
  args: readonly string[],
  input = '',
  { isTTY } = { isTTY: false },
): Promise<Ended> {
  const streams = [new PassThrough(), new PassThrough()]
  const context: Context = {
    output: new Output(streams[0], streams[1]),
    installation: {
      version: '0.0.0',
      trainerPath,
      samplePath: join(folder, 'data.csv'),
    },
    home,
    root: folder,
    folder,
    input: Object.assign(Readable.from(input === '' ? [] : [Buffer.from(input)]), { isTTY }),
  }
  const code = await runProgram(args, context)
  const [stdout, stderr] = streams.map((stream) => String(stream.read() ?? ''))
  const json = () =>
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  return { code, stdout, stderr, json }
}
