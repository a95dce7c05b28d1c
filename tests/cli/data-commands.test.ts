// `unroll check`, `view` and `forecast`: what they say of data before anything is trained.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Finding } from '#shared/domain/findings'
import { settingArguments } from '../../src/cli/format/findings'
import { mendsOf } from '../../src/cli/mended-experiment'
import { interruptAtOnce } from './interrupt'
import { openTerminal } from './terminal'

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

describe('check', () => {
  it('tells of the data, the baselines and what is wrong, with the setting that mends it', async () => {
    const { run } = openTerminal()
    const { code, stdout } = await run(['check', 'experiment.json'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Data: \/data\.csv\n/)
    expect(stdout).toContain('Baseline: Majority class: accuracy 0.500')
    expect(stdout).toContain(
      '2 findings:\n\nWarning: Duplicates\n  2 of the 10 rows are copies of others.\n    row 3: good film\n  Drop duplicates: --set data.dropDuplicates=true\n\nNote: Few rows',
    )
  })

  it('tells programs the same, a line for each finding', async () => {
    const { run } = openTerminal()
    const { json } = await run(['check', 'experiment.json', '--json'])
    expect(json()).toMatchObject([
      { type: 'data', rows: 10, baselines: [{ name: 'majority' }] },
      { type: 'finding', kind: 'duplicates', count: 2, share: 0.2, mend: { settings: {} } },
      { type: 'finding', kind: 'few-rows', mend: null },
    ])
  })

  it('ends with 130 at Ctrl-C', async () => {
    const { run, write } = openTerminal()
    write('endless.csv', 'text,label\n')
    interruptAtOnce()
    const args = ['check', 'experiment.json', '--data', 'endless.csv', '--mend', '--out', 'm.json']
    expect(await run(args)).toMatchObject({ code: 130, stderr: expect.stringMatching(/Stopping/) })
  })
})

describe('check --mend', () => {
  it('writes the experiment as it was typed, mended and with its paths right from there', async () => {
    const { run, folder } = openTerminal()
    mkdirSync(join(folder, 'sub'))
    const before = read(join(folder, 'experiment.json'))
    const args = ['check', 'experiment.json', '--set', 'training.epochs=3', '--mend', '--out']
    for (const [out, path] of [
      ['mended.json', 'data.csv'],
      ['sub/mended.json', join(folder, 'data.csv')],
    ]) {
      expect((await run([...args, out])).code).toBe(0)
      expect(read(join(folder, out))).toEqual({
        ...before,
        data: { path, dropDuplicates: true },
        training: { epochs: 3 },
      })
      expect((await run(['train', out])).code).toBe(0)
    }
  })

  it('tells programs what was set', async () => {
    const { run, folder } = openTerminal()
    const { json } = await run(['check', 'experiment.json', '--mend', '--out', 'm.json', '--json'])
    expect(json().at(-1)).toEqual({
      type: 'mended',
      file: join(folder, 'm.json'),
      settings: { 'data.dropDuplicates': true },
    })
  })

  it('never replaces a file', async () => {
    const { run, folder } = openTerminal()
    const before = readFileSync(join(folder, 'experiment.json'), 'utf8')
    const ended = await run(['check', 'experiment.json', '--mend', '--out', 'experiment.json'])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('experiment.json is there already and is left as it is.')
    expect(readFileSync(join(folder, 'experiment.json'), 'utf8')).toBe(before)
  })

  it.each([[['--mend']], [['--out', 'm.json']]])(
    'needs both of --mend and --out: %j',
    async (args) => {
      const { run, folder } = openTerminal()
      expect((await run(['check', 'experiment.json', ...args])).code).toBe(2)
      expect(existsSync(join(folder, 'm.json'))).toBe(false)
    },
  )
})

describe('mends', () => {
  const mending = (settings: Record<string, unknown> | null): Finding => ({
    kind: 'truncation',
    severity: 'warning',
    title: '',
    detail: '',
    count: 0,
    share: 0,
    examples: [],
    mend: settings && { label: '', settings },
  })

  it('of the first finding count where two set the same', () => {
    const findings = [{ a: 1 }, null, { a: 2, b: 3 }].map(mending)
    expect(mendsOf(findings)).toEqual({ a: 1, b: 3 })
  })

  it.each<[Record<string, unknown>, string]>([
    [{ 'data.minimumTokens': 3 }, '--set data.minimumTokens=3'],
    [{ 'training.classWeight': 'balanced' }, '--set training.classWeight=balanced'],
    [{ 'data.label': "the film's name" }, `--set 'data.label=the film'\\''s name'`],
    [{ 'data.label': '1' }, `--set 'data.label="1"'`],
    [{ a: null, b: 'utf-8' }, '--set a=null --set b=utf-8'],
  ])('%j are written as %s', (settings, text) => {
    expect(settingArguments(settings)).toBe(text)
  })
})

describe('view', () => {
  it('shows the tokens with their ids, the padding and what is cut', async () => {
    const { run } = openTerminal()
    const { stdout, code } = await run(['view', 'experiment.json', '--row', '0'])
    expect(code).toBe(0)
    expect(stdout).toBe(
      [
        'Row 0, good',
        '',
        'Text: a good film',
        '  3 tokens, 1 unknown, 1 cut, 2 padding',
        '    <pad> x 2  <start>(1)  zxqy?(2)  good(4)',
        '  Cut, the network does not see it:',
        '    film(5)',
        '',
      ].join('\n'),
    )
    expect((await run(['view', 'experiment.json', '--row', '2', '--json'])).json()).toMatchObject([
      { type: 'view', row: 2, label: 'good', sequences: [{ counts: { padding: 2 } }] },
    ])
  })

  it.each([
    [['--row', '10'], 1, 'There is no row 10.\n'],
    [['--row', '-1'], 2, /must be a whole number from 0\./],
    [[], 2, /^Required option '--row <number>' not specified\./],
  ])('%j', async (args, code, message) => {
    const { run } = openTerminal()
    const ended = await run(['view', 'experiment.json', ...args])
    expect(ended.code).toBe(code)
    expect(ended.stderr).toMatch(message)
  })
})

describe('forecast', () => {
  it('tells parameters, memory and time', async () => {
    const { run } = openTerminal()
    const { stdout, code } = await run(['forecast', 'experiment.json'])
    expect(code).toBe(0)
    expect(stdout.split('\n').map((line) => line.replace(/ +/, ' '))).toEqual([
      'Parameters 1,234',
      'Memory about 5.0 MB at the height of a step, of 8.0 GB here',
      'Measured 300 MB of the process',
      'Steps 100 an epoch, 50.0 ms each',
      'Time 6.0 s an epoch, 12 s for 2 epochs',
      '',
    ])
    expect((await run(['forecast', 'experiment.json', '--json'])).json()).toMatchObject([
      { type: 'forecast', parameters: 1234, secondsPerEpoch: 6, refusal: null },
    ])
  })

  it('ends with 1 and the numbers where the experiment cannot be trained here', async () => {
    const { run } = openTerminal()
    const ended = await run(['forecast', 'experiment.json', '--set', 'name=huge', '--json'])
    expect(ended).toMatchObject({ code: 1, stderr: 'It needs 90 GB and there are 8 GB.\n' })
    expect(ended.json()).toMatchObject([{ refusal: 'It needs 90 GB and there are 8 GB.' }])
  })

  it('ends with 130 at Ctrl-C', async () => {
    const { run } = openTerminal()
    interruptAtOnce()
    const ended = await run(['forecast', 'experiment.json', '--set', 'name=endless'])
    expect(ended).toMatchObject({ code: 130, stdout: '' })
  })
})

describe('data of several files', () => {
  it('are found from the folder of the file; --data takes the place of all of them', async () => {
    const { run, folder, write } = openTerminal()
    mkdirSync(join(folder, 'sub'))
    const experiment = read(join(folder, 'experiment.json'))
    const data = { path: 'a.csv', morePaths: ['b.csv'], testPath: 'c.csv' }
    write('sub/several.json', { ...experiment, data })
    for (const name of ['a.csv', 'b.csv', 'c.csv'])
      writeFileSync(join(folder, 'sub', name), 'text,label\n')
    const dataOf = async (...args: string[]) => {
      const ended = await run(['train', 'sub/several.json', '--json', ...args])
      return read(join(String(ended.json().at(-1)?.run), 'experiment.json')).data
    }
    const inSub = (name: string) => join(folder, 'sub', name)
    expect(await dataOf()).toMatchObject({
      path: inSub('a.csv'),
      morePaths: [inSub('b.csv')],
      testPath: inSub('c.csv'),
    })
    expect(await dataOf('--data', 'data.csv')).toMatchObject({
      path: join(folder, 'data.csv'),
      morePaths: [],
      testPath: inSub('c.csv'),
    })
    const same = ['--set', 'data.testPath=a.csv', '--data', 'data.csv']
    write('sub/several.json', { ...experiment, data: { path: 'a.csv', testPath: 'a.csv' } })
    expect(await dataOf(...same)).toMatchObject({ testPath: inSub('a.csv') })
    expect(await dataOf('--data', 'data.csv')).toMatchObject({ testPath: join(folder, 'data.csv') })
  })
})
