// The commands as a script uses them: exit status, lines of JSON on stdout, one sentence on stderr.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseExperimentText } from '#shared/experiment/parse'
import { presets } from '#shared/experiment/presets'
import { openTerminal, smallExperiment, type Terminal } from './terminal'

describe('presets and summary', () => {
  it('lists the presets, and prints one as an experiment file', async () => {
    const { run } = openTerminal()
    const listed = await run(['presets'])
    for (const { name } of presets) expect(listed.stdout).toContain(name)
    const one = await run(['presets', 'imdb-gru'])
    expect(parseExperimentText(one.stdout, 'imdb-gru').ok).toBe(true)
    expect((await run(['presets', '--json'])).json()[0]).toMatchObject({
      type: 'preset',
      name: 'imdb-simple-rnn-flatten',
    })
  })

  it('prints the layer table without data and without a trainer', async () => {
    const { run } = openTerminal()
    const table = await run(['summary', 'imdb-simple-rnn-flatten'])
    expect(table.code).toBe(0)
    expect(table.stdout).toContain('(None, 500, 32)')
    expect(table.stdout).toContain('32 × (32 + 32) + 32 = 2,080')
    expect(table.stdout).toContain('Total parameters: 338,081')
    const { json } = await run(['summary', 'imdb-simple-rnn-flatten', '--json'])
    expect(json()).toMatchObject([
      {
        type: 'summary',
        layers: [
          {
            name: 'embedding',
            type: 'Embedding',
            outputShape: [null, 500, 32],
            parameters: 320000,
          },
          { name: 'simple_rnn', type: 'SimpleRNN', outputShape: [null, 500, 32], parameters: 2080 },
          { name: 'flatten', type: 'Flatten', outputShape: [null, 16000], parameters: 0 },
          { name: 'dense', type: 'Dense', outputShape: [null, 1], parameters: 16001 },
        ],
        total: 338081,
        trainable: 338081,
      },
    ])
  })

  it('takes settings, of a file too', async () => {
    const { run } = openTerminal()
    const { json } = await run([
      'summary',
      'experiment.json',
      '--set',
      'model.layers.0.units=4',
      '--json',
    ])
    expect(json()[0]).toMatchObject({ layers: [{ parameters: 40 }, {}, {}] })
    const several = ['--set', 'model.layers.0.units=4', 'text.vocabularySize=20']
    const before = await run(['summary', ...several, 'experiment.json', '--json'])
    expect(before.json()[0]).toMatchObject({ layers: [{ parameters: 80 }, {}, {}] })
  })
})

describe('what is wrong', () => {
  it.each<[string, string[], number, RegExp]>([
    ['no command', [], 2, /^Usage: unroll/],
    ['an unknown command', ['trian'], 2, /^Unknown command 'trian'\. Did you mean train\?\n$/],
    [
      'an unknown option',
      ['runs', '--jsn'],
      2,
      /^Unknown option '--jsn'\. Did you mean --json\?\n$/,
    ],
    [
      'a missing argument',
      ['train'],
      2,
      /^Missing required argument 'file': name an experiment file or a preset, or a run/,
    ],
    ['an argument too many', ['runs', 'x'], 2, /^Too many arguments/],
    [
      'a missing option',
      ['evaluate', 'x'],
      2,
      /^Required option '--data <path>' not specified\.\n$/,
    ],
    [
      'another format',
      ['export', 'x', '--format', 'exe', '--out', 'o'],
      2,
      /Allowed choices are keras, onnx, safetensors, pytorch, tfjs, html, unroll, all\.\n$/,
    ],
    ['an unknown preset', ['presets', 'x'], 2, /^There is no preset "x"\. Presets: imdb/],
    ['no such file', ['summary', 'x.json'], 2, /^x\.json: there is no such file, and no preset/],
    ['a folder', ['summary', '.'], 2, /^\. is a folder; name an experiment file\.\n$/],
    ['no JSON', ['train', 'broken.json'], 2, /^broken\.json is not JSON/],
    [
      'a typo',
      ['train', 'typo.json'],
      2,
      /^typo\.json: training\.epoch: unknown key\. Did you mean "epochs"\?/,
    ],
    [
      'a setting that is none',
      ['train', 'experiment.json', '--set', 'x'],
      2,
      /^--set x: write it as path=value/,
    ],
    [
      'a setting with a typo',
      ['train', 'experiment.json', '--set', 'traning.epochs=2'],
      2,
      /traning: unknown key/,
    ],
    [
      'layers that do not fit',
      ['summary', 'experiment.json', '--set', 'model.layers.1.returnSequences=true'],
      2,
      /Dense/,
    ],
    [
      'data that are gone',
      ['train', 'experiment.json', '--data', 'gone.csv'],
      1,
      /gone\.csv is not there/,
    ],
    ['an unknown run', ['predict', 'x', '--text', 'a'], 1, /^There is no run "x"/],
    ['a folder that is no run', ['predict', './empty', '--text', 'a'], 1, /empty has no model/],
  ])('%s', async (_what, args, code, message) => {
    const { run, write, folder } = openTerminal()
    write('broken.json', '{ "task": ')
    write('typo.json', { ...smallExperiment, training: { epoch: 2 } })
    mkdirSync(join(folder, 'empty'))
    const ended = await run(args)
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' })
    expect(ended.stderr).toMatch(message)
  })

  it('prints every problem of an experiment', async () => {
    const { run, write } = openTerminal()
    write('bad.json', { ...smallExperiment, task: 'x', training: { epochs: 0, seed: -1 } })
    const { stderr } = await run(['train', 'bad.json'])
    expect(stderr).toMatch(
      /bad\.json: task: .*\(and 2 more problems\)\n {2}training\.epochs: .*\n {2}training\.seed: /,
    )
  })
})

describe('train', () => {
  it('prints lines of JSON, the folder last', async () => {
    const { run, home } = openTerminal()
    const ended = await run(['train', 'experiment.json', '--set', 'training.epochs=3', '--json'])
    expect(ended.code).toBe(0)
    const lines = ended.json()
    expect(lines.map((line) => line.type).join(' ')).toBe(
      'data summary epoch kept epoch kept epoch kept done',
    )
    expect(lines[0]).toMatchObject({
      rows: 10,
      truncatedShare: 0,
      baselines: [{ name: 'majority' }],
    })
    expect(lines.at(-2)).toEqual({
      type: 'kept',
      epoch: 3,
      step: 9,
      metric: 'valAccuracy',
      value: 0.73,
    })
    expect(lines.at(-3)).toMatchObject({
      epoch: 3,
      loss: 0.5,
      accuracy: 0.75,
      valLoss: 0.6,
      seconds: 0.1,
    })
    expect(lines.at(-1)).toMatchObject({
      state: 'done',
      seconds: 1.5,
      backend: 'cpu (JavaScript, tfjs 0.0.0)',
    })
    expect(String(lines.at(-1)?.run).startsWith(join(home, 'runs'))).toBe(true)
  })

  it('tells people the data, the result beside its baselines, and the folder', async () => {
    const { run, folder } = openTerminal()
    const { stdout, code } = await run([
      'train',
      'experiment.json',
      '--out',
      'mine',
      '--data',
      'data.csv',
    ])
    expect(code).toBe(0)
    expect(stdout).toContain('10 rows (8 to train on, 2 to validate on)')
    expect(stdout).toContain('line 3: empty text')
    expect(stdout).toContain('Epoch 2 of 2  loss 0.500  accuracy 0.750')
    expect(stdout).toMatch(/This network +1\.000 +0\.500\nMajority class +0\.500 +0\.690/)
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^${join(folder, 'mine')}.`))
  })

  it('reads data.path from the folder of the file', async () => {
    const { run, folder, write } = openTerminal()
    mkdirSync(join(folder, 'inner'))
    write('inner/experiment.json', { ...smallExperiment, data: { path: '../data.csv' } })
    expect((await run(['train', 'inner/experiment.json'])).code).toBe(0)
    write('inner/experiment.json', smallExperiment)
    expect((await run(['train', 'inner/experiment.json'])).code).toBe(1)
    expect((await run(['train', 'inner/experiment.json', '--data', 'data.csv'])).code).toBe(0)
  })

  it("trains a preset on data of one's own", async () => {
    const { run } = openTerminal()
    const ended = await run([
      'train',
      'imdb-lstm',
      '--data',
      'data.csv',
      '--set',
      'training.epochs=1',
      '--json',
    ])
    expect(ended.json().at(-1)).toMatchObject({ type: 'done', parameters: 328353 })
  })

  it.each([
    ['unusable', 'Nothing to learn here.'],
    [
      'crash',
      'The training thread ended unexpectedly (a mistake); the next call starts a new one. It can go on from the end of epoch 1.',
    ],
  ])('ends with 1 and a sentence: %s', async (name, message) => {
    const { run } = openTerminal()
    const ended = await run(['train', 'experiment.json', '--set', `name=${name}`, '--json'])
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain(`${message}\n`)
    expect(ended.json().map((line) => line.type)).not.toContain('done')
  })
})

describe('a trained run', () => {
  it('predicts texts and lines', async () => {
    const { run, id } = await trained()
    const texts = await run(['predict', id, '--text', 'one', '--text', '--two'])
    expect(texts.stdout).toBe('good\t0.750\tone\ngood\t0.750\t--two\n')
    const lines = await run(['predict', id.slice(0, 15), '--json'], 'one\r\n\ntwo\u2028still two?')
    expect(lines.json()).toMatchObject([
      { type: 'prediction', text: 'one', label: 'good', probability: 0.75 },
      { text: '' },
      { text: 'two\u2028still two?', unknown: 1 },
    ])
    expect((await run(['predict', id])).stdout).toBe('')
  })

  it('is found by a relative path too', async () => {
    const { run, id } = await trained()
    const ended = await run(['predict', `home/runs/${id}`, '--text', 'one'])
    expect(ended.stdout).toBe('good\t0.750\tone\n')
  })

  it('is evaluated', async () => {
    const { run, id } = await trained()
    const { json } = await run(['evaluate', id, '--data', 'data.csv', '--split', 'test', '--json'])
    expect(json()).toMatchObject([
      { type: 'evaluation', loss: 0.5, accuracy: 1, rows: 2, baselines: [{}] },
    ])
    const { stdout } = await run(['evaluate', id, '--data', 'data.csv'])
    expect(stdout).toMatch(/Actual \\ predicted +bad +good +Precision/)
  })

  it('is evaluated on data of another shape, and tells which rows are in no score', async () => {
    const { run, id } = await trained()
    const columns = ['--text-column', 'body', '--label-column', 'kind', '--encoding', 'koi8-r']
    const dialect = ['--separator', 'tab', '--quote', 'none', '--no-header']
    const ended = await run(['evaluate', id, '--data', 'data.csv', ...columns, ...dialect])
    expect(ended.stderr).toContain(
      '3 rows were left out, for the model does not know the label: odd, strange.',
    )
    expect(ended.stderr).toContain('1 row was skipped; the first: "text" is empty.')
    const wrong = await run(['evaluate', id, '--data', 'data.csv', '--separator', 'dot'])
    expect(wrong.stderr).toContain('Allowed choices are auto, comma, semicolon, tab, pipe')
  })

  it('is listed', async () => {
    const { run, id, home } = await trained()
    expect((await run(['runs'])).stdout).toMatch(
      new RegExp(`^Run .*\n.*\n${id} +Small +done +0\\.720 +2 of 2 +\\d`),
    )
    mkdirSync(join(home, 'runs', 'broken'))
    const listed = await run(['runs', '--json'])
    expect(listed.json()).toMatchObject([{ type: 'run', id, state: 'done', curve: [0.71, 0.72] }])
    expect(listed.stderr).toContain(`${join(home, 'runs', 'broken')} could not be read`)
  })
})

describe('the other commands', () => {
  it('runs, where there are none', async () => {
    const { run, home } = openTerminal()
    expect(await run(['runs'])).toMatchObject({ code: 0, stdout: `No runs yet in ${home}.\n` })
    expect(existsSync(home)).toBe(false)
    expect((await run(['runs', '--json'])).stdout).toBe('')
  })

  it('doctor', async () => {
    const { run, home } = openTerminal()
    const { stdout } = await run(['doctor'])
    for (const word of ['Backend', 'Kernels', 'Threads', 'Electron', home])
      expect(stdout).toContain(word)
    expect((await run(['doctor', '--json'])).json()).toMatchObject([
      { type: 'doctor', version: '0.0.0', home, backend: 'cpu (JavaScript, tfjs 0.0.0)' },
    ])
  })

  it('sample trains, draws, exports and says what to try', async () => {
    const { run } = openTerminal()
    const { stdout, code } = await run(['sample'])
    expect(code).toBe(0)
    expect(stdout).toContain('Loss by step (line: training, o: validation)')
    expect(stdout).toMatch(/[\u2801-\u28ff]/)
    expect(stdout.trimEnd().split('\n').slice(-3).join('\n')).toMatch(
      / predict .*\n.* train examples\/03-gru\.json\n.* train imdb-lstm --data /,
    )
  })

  it('summary needs no data, not even their name; train does', async () => {
    const { run, write } = openTerminal()
    const { data, ...rest } = smallExperiment
    write('plain.json', rest)
    expect((await run(['summary', 'plain.json', '--json'])).json()).toMatchObject([{ total: 63 }])
    expect(await run(['train', 'plain.json'])).toMatchObject({
      code: 2,
      stderr: 'plain.json: data: is missing; expected object.\n',
    })
    expect((await run(['train', 'plain.json', '--data', data.path])).code).toBe(0)
  })

  it('help and version end with 0', async () => {
    const { run } = openTerminal()
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: '0.0.0\n' })
    expect(await run(['train', '--help'])).toMatchObject({ code: 0, stderr: '' })
  })
})

/** A terminal with one run in its store. */
async function trained(): Promise<Terminal & { readonly id: string }> {
  const terminal = openTerminal()
  const ended = await terminal.run(['train', 'experiment.json', '--json'])
  return { ...terminal, id: String(ended.json().at(-1)?.id) }
}
