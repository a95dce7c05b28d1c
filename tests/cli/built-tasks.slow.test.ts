// The built command on the real trainer, once through each task: trained, shown, used and measured.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openTerminal } from './terminal'

const command = resolve(import.meta.dirname, '../../out/main/cli.js')
const timeout = 120_000

interface Line {
  readonly type: string
  readonly [key: string]: unknown
}

const softmaxAtEachStep = (units: number) => ({
  type: 'TimeDistributed',
  layer: { type: 'Dense', units, activation: 'softmax' },
})
const reader = [
  { type: 'Embedding', units: 4 },
  { type: 'LSTM', units: 8, returnSequences: true },
]
const training = { epochs: 2, batchSize: 16, optimizer: { type: 'adam', learningRate: 0.02 } }
const text = { vocabularySize: 40, sequenceLength: 20 }

const experiments = {
  'language-model': {
    data: { path: 'text.txt', testPath: 'test.txt' },
    text: { ...text, level: 'character' },
    model: { layers: [...reader, softmaxAtEachStep(40)] },
    training: { ...training, sample: { length: 20 } },
  },
  tagging: {
    data: { path: 'tags.conllu' },
    text,
    model: { layers: [...reader, softmaxAtEachStep(3)] },
    training,
  },
  seq2seq: {
    data: { generator: { type: 'addition', digits: 1, rows: 100 } },
    text: { ...text, level: 'character' },
    model: {
      layers: reader,
      decoder: { layers: [...reader, softmaxAtEachStep(40)], attention: 'luong' },
    },
    training,
  },
  numbers: {
    data: { path: 'numbers.csv', label: 'score', labelKind: 'number' },
    text,
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        { type: 'LSTM', units: 8 },
        { type: 'Dense', units: 1 },
      ],
    },
    training,
  },
} as const

/** Repeated with a difference, so that there is something to learn and nothing is a copy. */
const repeat = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join('')

/** A folder with data for each task, and the experiment of one as `experiment.json`. */
function openFolder(name: keyof typeof experiments) {
  const { folder, home, write } = openTerminal()
  const task = name === 'numbers' ? 'classification' : name
  write('experiment.json', { name, task, ...experiments[name] })
  write(
    'text.txt',
    repeat(120, (index) => `row ${index}: the cat sat on the mat.\n`),
  )
  write('test.txt', 'row 7: the mat sat on the cat.\n')
  const tokenLine = (index: number, form: string, tag: string) =>
    `${index}\t${form}\t${form}\t${tag}\t_\t_\t_\t_\t_\t_\n`
  write(
    'tags.conllu',
    repeat(60, (index) =>
      [
        tokenLine(1, ['the', 'a'][index % 2], 'DET'),
        tokenLine(2, ['cat', 'dog', 'fox'][index % 3], 'NOUN'),
        tokenLine(3, ['runs', 'sits', 'eats', 'sleeps', 'barks'][index % 5], 'VERB'),
        '\n',
      ].join(''),
    ),
  )
  write(
    'numbers.csv',
    `text,score\n${repeat(60, (index) => `film number ${index} ${index % 2 ? 'good' : 'bad'},${(index % 2) * 3 + 1.5}\n`)}`,
  )
  const options = { cwd: folder, env: { ...process.env, UNROLL_HOME: home } }
  const run = (...args: string[]) => {
    const ended = spawnSync(process.execPath, [command, ...args], { ...options, encoding: 'utf8' })
    expect(ended.status, ended.stderr).toBe(0)
    return linesOf(ended.stdout)
  }
  const start = (...args: string[]) => spawn(process.execPath, [command, ...args], options)
  const train = (): Line[] => run('train', 'experiment.json', '--json')
  return { folder, run, start, train }
}

function linesOf(stdout: string): Line[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const ofType = (lines: readonly Line[], type: string): Line[] =>
  lines.filter((line) => line.type === type)
const idOf = (lines: readonly Line[]): string => String(lines.at(-1)?.id)

/** Every extra that the epochs tell has a column in the table. */
function expectColumns(lines: readonly Line[], names: readonly string[]): void {
  const csv = readFileSync(join(String(lines.at(-1)?.run), 'metrics.csv'), 'utf8')
  const columns = csv.split('\n')[0].split(',')
  for (const epoch of ofType(lines, 'epoch'))
    for (const name of names) {
      expect(epoch[name], name).toBeTypeOf('number')
      expect(columns).toContain(name)
    }
}

describe('each task', () => {
  it('a language model is trained, writes, and is stopped by Ctrl-C', { timeout }, async () => {
    const { run, start, train } = openFolder('language-model')
    const lines = train()
    expectColumns(lines, ['perplexity', 'valPerplexity', 'valBitsPerCharacter'])
    expect(ofType(lines, 'sample')).toHaveLength(2)
    expect(ofType(lines, 'tested')).toMatchObject([{ kind: 'language-model' }])
    expect(lines.at(-1)).toMatchObject({ headline: { name: 'valPerplexity' } })
    const id = idOf(lines)
    const generate = ['generate', id, '--prompt', 'row 1', '--length', '30', '--json']
    const written = run(...generate, '--seed', '5', '--alternatives', '2')
    const tokens = ofType(written, 'token')
    expect(tokens).toHaveLength(30)
    expect(written.at(-1)).toMatchObject({
      type: 'generation',
      prompt: 'row 1',
      text: tokens.map((token) => token.text).join(''),
      endedBy: 'length',
    })
    expect(run(...generate, '--seed', '5').at(-1)?.text).toBe(written.at(-1)?.text)
    expect(run(...generate, '--seed', '6').at(-1)?.text).not.toBe(written.at(-1)?.text)
    expect(run('predict', id, '--text', 'the cat', '--json')).toMatchObject([
      { kind: 'likelihood' },
    ])

    const child = start('generate', id, '--length', '100000')
    child.stdout.once('data', () => child.kill('SIGINT'))
    expect(await new Promise((settle) => child.once('close', settle))).toBe(130)
  })

  it('a tagger is trained and tags', { timeout }, () => {
    const { run, train } = openFolder('tagging')
    const lines = train()
    expectColumns(lines, ['valMacroF1'])
    const predicted = run('predict', idOf(lines), '--text', 'the dog sleeps', '--json')
    expect(predicted).toMatchObject([{ kind: 'tags', tagged: [{ token: 'the' }, {}, {}] }])
    const evaluated = run('evaluate', idOf(lines), '--data', 'tags.conllu', '--json')
    expect(evaluated).toMatchObject([{ type: 'evaluation', kind: 'tagging', tokens: 180 }])
  })

  it('a run that turns texts into texts is trained and writes', { timeout }, () => {
    const { run, train } = openFolder('seq2seq')
    const lines = train()
    expectColumns(lines, ['valExactMatch', 'valChrf'])
    const predicted = run('predict', idOf(lines), '--text', '1+2', '--beams', '3', '--json')
    expect(predicted).toMatchObject([{ kind: 'sequence', candidates: [{}, {}, {}] }])
    const [detail] = run('runs', 'show', idOf(lines), '--json')
    expect(detail).toMatchObject({ headline: { name: 'valExactMatch' } })
  })

  it('numbers are come close to', { timeout }, () => {
    const { run, train } = openFolder('numbers')
    const lines = train()
    expectColumns(lines, ['valMeanAbsoluteError', 'valR2'])
    expect(lines.at(-1)).toMatchObject({ bestValAccuracy: null, evaluation: { accuracy: null } })
    const predicted = run('predict', idOf(lines), '--text', 'a good film', '--json')
    expect(predicted).toMatchObject([{ kind: 'number', value: expect.any(Number) }])
  })
})

describe('before training', () => {
  it.each(['language-model', 'tagging', 'seq2seq', 'numbers'] as const)(
    'data are checked and viewed, and the cost is told: %s',
    { timeout },
    (name) => {
      const { run } = openFolder(name)
      const checked = run('check', 'experiment.json', '--json')
      expect(checked[0]).toMatchObject({ type: 'data', baselines: expect.anything() })
      for (const line of checked.slice(1)) expect(line.type).toBe('finding')
      const [seen] = run('view', 'experiment.json', '--row', '0', '--json')
      const sequences = name === 'seq2seq' ? [{}, {}] : [{}]
      expect(seen).toMatchObject({ type: 'view', row: 0, sequences })
      const [cost] = run('forecast', 'experiment.json', '--json')
      expect(cost).toMatchObject({ type: 'forecast', refusal: null, epochs: 2 })
      expect(cost.secondsPerStep).toBeGreaterThan(0)
    },
  )
})
