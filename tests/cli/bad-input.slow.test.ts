// What bad input gets from the built command: one sentence on stderr, exit 1 or 2, JSON or nothing on stdout, and
// every run that was on disk as it was.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { progressWords } from '#shared/domain/progress-words'

const command = resolve(import.meta.dirname, '../../out/main/cli.js')
const folder = mkdtempSync(join(tmpdir(), 'unroll-bad-'))
const home = join(folder, 'home')
const environment = { ...process.env, UNROLL_HOME: home }

/** The user that files without permission are tried as where this one may read everything. */
const nobody = 65534
const isRoot = process.getuid?.() === 0

const rows = (count: number, row: (index: number) => string): string =>
  `text,label\n${Array.from({ length: count }, (_, index) => row(index)).join('\n')}\n`
const label = (index: number): string => (index % 2 ? 'pos' : 'neg')
const fine = rows(40, (index) => `film ${index} is ${index % 2 ? 'good' : 'bad'},${label(index)}`)
const experiment = {
  task: 'classification',
  data: { path: 'fine.csv' },
  text: { vocabularySize: 100, sequenceLength: 5 },
  model: {
    layers: [
      { type: 'Embedding', units: 8 },
      { type: 'SimpleRNN', units: 8 },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ],
  },
  training: { epochs: 1, batchSize: 8 },
}
const huge = 'x'.repeat(17 * 1024 * 1024)
const short = JSON.stringify(experiment)

interface Case {
  readonly what: string
  /** The bad file: data unless it is an experiment; null: it is not there. */
  readonly file: readonly [name: string, content: string | Buffer | null]
  readonly args?: readonly string[]
  readonly code: 1 | 2
  readonly sentence: RegExp
}

const settings = (...pairs: string[]): string[] => pairs.flatMap((pair) => ['--set', pair])

const cases: readonly Case[] = [
  { what: 'missing', file: ['gone.csv', null], code: 1, sentence: /gone\.csv is not there/ },
  { what: 'empty', file: ['empty.csv', ''], code: 1, sentence: /^empty\.csv is empty; choose/ },
  {
    what: 'binary',
    file: ['binary.csv', Buffer.from('\x89PNG\0\0\0\x0d\0\0\x01'.repeat(50), 'latin1')],
    code: 1,
    sentence: /^binary\.csv is a binary file, not text; export/,
  },
  {
    what: 'a huge line of CSV',
    file: ['huge.csv', `text,label\na,b\n${huge},c\n`],
    code: 1,
    sentence: /^huge\.csv, line 3: .* longer than 16 MiB; .*split the row\.$/,
  },
  {
    what: 'a huge line of JSON',
    file: ['huge.jsonl', `{"text":"a","label":1}\n"${huge}"\n`],
    code: 1,
    sentence: /^huge\.jsonl, line 2: .* longer than 16 MiB; write one JSON object per line\.$/,
  },
  {
    what: 'another encoding than the chosen one',
    file: [
      'french.csv',
      Buffer.from(
        rows(40, (i) => `Très éclairé été ${i},${label(i)}`),
        'latin1',
      ),
    ],
    args: settings('data.encoding=utf-8'),
    code: 1,
    sentence: /^french\.csv looks like it is not UTF-8: .* choose its encoding/,
  },
  {
    what: 'ragged',
    file: ['ragged.csv', rows(20, (index) => (index % 2 ? 'a' : 'a,b,c'))],
    code: 1,
    sentence: /^No row of ragged\.csv can be used \(20 rows skipped; line 2: .*mend the rows/,
  },
  {
    what: 'a single class',
    file: ['single.csv', rows(20, (index) => `film ${index},pos`)],
    code: 1,
    sentence: /^Every row of single\.csv has the same value in "label", "pos"; choose/,
  },
  {
    what: 'one row',
    file: ['row.csv', rows(1, () => 'a film,pos')],
    code: 1,
    sentence: /^row\.csv has only one row that can be used; add more rows/,
  },
  {
    what: 'nothing but copies',
    file: ['copies.csv', rows(30, () => 'a film,pos')],
    code: 1,
    sentence: /^All 30 rows of copies\.csv have the same text; add rows/,
  },
  {
    what: 'a label column with 5,000 values',
    file: ['ids.csv', rows(15_000, (index) => `film ${index},id${index % 5000}`)],
    code: 1,
    sentence: /^The label column "label" of ids\.csv has more than 1,000 .* choose another label/,
  },
  {
    what: 'a loss that is no number',
    file: ['nan.csv', fine],
    args: settings(
      'model.layers.1.units=64',
      'model.layers.1.activation=relu',
      'training.optimizer.type=sgd',
      'training.optimizer.learningRate=10',
      'training.epochs=50',
    ),
    code: 1,
    sentence: /in epoch \d+, step \d+: .* Lower training\.optimizer\.learningRate \(now 10\)/,
  },
  {
    what: 'a typo in a key',
    file: ['key.json', short.replace('epochs', 'epoch')],
    code: 2,
    sentence: /^key\.json: training\.epoch: unknown key\. Did you mean "epochs"\?/,
  },
  {
    what: 'a typo in a required key',
    file: ['model.json', short.replace('model', 'modle')],
    code: 2,
    sentence: /^model\.json: modle: unknown key\. Did you mean "model"\?/,
  },
  {
    what: 'a typo in JSON',
    file: ['comma.json', short.replace(',"data"', '\n"data"')],
    code: 2,
    sentence: /^comma\.json is not JSON \(line 2, column 1\): a comma .* Mend that place\.$/,
  },
  {
    what: 'no experiment file',
    file: ['gone.json', null],
    code: 2,
    sentence: /^gone\.json: there is no such file, and no preset of that name\. Presets: /,
  },
]

const progress = new RegExp(`^(${Object.values(progressWords).join('|')})\\b`)

interface Ended {
  /** The exit status, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

function run(
  args: readonly string[],
  identity: { uid?: number; gid?: number } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [command, ...args], {
    ...identity,
    cwd: folder,
    env: environment,
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((settle) =>
    child.once('close', (code, signal) => settle({ code: code ?? signal, stdout, stderr })),
  )
}

function argumentsFor({ file: [name], args = [] }: Case): string[] {
  return name.endsWith('.json')
    ? ['train', name, '--json', ...args]
    : ['train', 'experiment.json', '--json', '--data', name, ...args]
}

/** Every file of a run with its content. */
function contentsOf(run: string): Record<string, string> {
  const files = readdirSync(run, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((file) => [file, readFileSync(file, 'base64')]),
  )
}

let kept: { readonly run: string; readonly contents: Record<string, string> }

beforeAll(async () => {
  writeFileSync(join(folder, 'fine.csv'), fine)
  writeFileSync(join(folder, 'experiment.json'), short)
  for (const { file } of cases) if (file[1] !== null) writeFileSync(join(folder, file[0]), file[1])
  const { code, stdout, stderr } = await run(['train', 'experiment.json', '--json'])
  expect(code, stderr).toBe(0)
  const done: { run: string } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
  kept = { run: done.run, contents: contentsOf(done.run) }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function expectOneSentence(
  { code, stdout, stderr }: Ended,
  wanted: Pick<Case, 'code' | 'sentence'>,
) {
  // On a slow machine the progress is told now and then.
  const said = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !progress.test(line))
  expect(said).toEqual([expect.stringMatching(wanted.sentence)])
  expect(code).toBe(wanted.code)
  for (const line of stdout.split('\n').filter((text) => text !== ''))
    expect(JSON.parse(line)).toHaveProperty('type')
  expect(contentsOf(kept.run)).toEqual(kept.contents)
}

describe('bad input', () => {
  it.concurrent.for(cases)('$what', async (one) => {
    expectOneSentence(await run(argumentsFor(one)), one)
  })

  it('unreadable', async ({ skip }) => {
    if (process.platform === 'win32') skip('there are no such permissions here')
    const identity = isRoot ? { uid: nobody, gid: nobody } : {}
    if (isRoot) {
      chmodSync(folder, 0o777)
      const probe = spawnSync(process.execPath, [command, '--version'], identity)
      if (probe.status !== 0) skip('no other user than root may read this checkout')
    }
    for (const name of ['secret.csv', 'secret.json']) {
      writeFileSync(join(folder, name), name.endsWith('.csv') ? fine : short)
      chmodSync(join(folder, name), 0)
    }
    const out = ['--out', mkdtempSync(join(folder, 'out-'))]
    if (isRoot) chmodSync(out[1], 0o777)
    expectOneSentence(
      await run(['train', 'experiment.json', '--json', '--data', 'secret.csv', ...out], identity),
      {
        code: 1,
        sentence: /^You have no permission to read .*secret\.csv; change its permissions/,
      },
    )
    expectOneSentence(await run(['train', 'secret.json', '--json', ...out], identity), {
      code: 2,
      sentence: /^secret\.json could not be read: no permission\. Change its permissions/,
    })
  })
})
