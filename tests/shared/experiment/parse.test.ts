// What a wrong experiment file gets: one sentence with the key and what would be accepted.
import { describe, expect, it } from 'vitest'
import { parseExperiment, parseExperimentText } from '#shared/experiment/parse'
import { applySettings } from '#shared/experiment/settings'

const short = {
  task: 'classification',
  data: { path: 'reviews.csv' },
  model: {
    layers: [
      { type: 'Embedding', units: 8 },
      { type: 'LSTM', units: 4 },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ],
  },
}

/** The short experiment with some paths set, as `--set` does it. */
function withSettings(...settings: string[]): unknown {
  const applied = applySettings(short, settings)
  if (!applied.ok) throw new Error(applied.message)
  return applied.value
}

function messageOf(input: unknown): string {
  const parsed = parseExperiment(input, 'a.json')
  return parsed.ok ? 'accepted' : parsed.message
}

describe('a short experiment', () => {
  it('gets every default from the schema', () => {
    const parsed = parseExperiment(short)
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        format: 'unroll-experiment/1',
        text: { level: 'word', lowercase: true, vocabularySize: null, padding: 'pre' },
        model: { inputLength: 'sequence' },
        training: {
          optimizer: { type: 'rmsprop', learningRate: 0.001, rho: 0.9 },
          batchSize: 32,
          seed: 7,
        },
      },
    })
    if (parsed.ok)
      expect(parsed.value.model.layers[1]).toMatchObject({
        recurrentActivation: 'sigmoid',
        unitForgetBias: true,
      })
  })

  it('is trained at a constant rate, to the last epoch, with no clip and all classes alike', () => {
    const parsed = parseExperiment(short)
    expect(parsed.ok && parsed.value.training).toMatchObject({
      schedule: { type: 'constant', warmupSteps: 0 },
      clipNorm: null,
      clipValue: null,
      classWeight: null,
      labelSmoothing: 0,
      earlyStopping: null,
      bestMetric: 'valAccuracy',
      checkpoint: { seconds: 30, steps: null },
    })
  })

  it.each([
    [{ schedule: { type: 'step' } }, { schedule: { epochs: 3, factor: 0.5, warmupSteps: 0 } }],
    [{ schedule: { type: 'exponential' } }, { schedule: { decayRate: 0.9, decaySteps: null } }],
    [{ schedule: { type: 'cosine' } }, { schedule: { decaySteps: null, alpha: 0 } }],
    [
      { schedule: { type: 'reduceOnPlateau' } },
      { schedule: { monitor: 'valLoss', factor: 0.5, patience: 2, cooldown: 0 } },
    ],
    [
      { earlyStopping: {} },
      { earlyStopping: { monitor: 'valLoss', patience: 3, restoreBestWeights: true } },
    ],
    [{ checkpoint: { steps: 5 } }, { checkpoint: { seconds: 30, steps: 5 } }],
    [{ classWeight: 'balanced' }, { classWeight: 'balanced' }],
    [{ classWeight: { neg: 0, 5: 2 } }, { classWeight: { neg: 0, 5: 2 } }],
    [
      { clipNorm: 1, clipValue: 0.5 },
      { clipNorm: 1, clipValue: 0.5 },
    ],
  ])('fills in %j', (training, expected) => {
    const parsed = parseExperiment({ ...short, training })
    expect(parsed).toMatchObject({ ok: true, value: { training: expected } })
  })

  it('parses to itself when written out and read again', () => {
    const first = parseExperiment(short)
    if (!first.ok) throw new Error(first.message)
    expect(parseExperimentText(JSON.stringify(first.value), 'again.json')).toEqual(first)
  })

  it('may start with a byte order mark', () => {
    expect(parseExperimentText(`\uFEFF${JSON.stringify(short)}`, 'bom.json').ok).toBe(true)
  })
})

describe('a wrong experiment is refused with the key and the mend', () => {
  const dense = (settings: object) => ({
    ...short,
    model: { layers: [...short.model.layers.slice(0, 2), { type: 'Dense', ...settings }] },
  })
  const layers = (...list: object[]) => ({ ...short, model: { layers: list } })
  const embedding = { type: 'Embedding', units: 8 }
  const sequence = { type: 'LSTM', units: 4, returnSequences: true }
  const output = { type: 'Dense', units: 1, activation: 'sigmoid' }
  it.each<[string, unknown, RegExp]>([
    [
      'a misspelt key',
      withSettings('training.epoch=2'),
      /^a\.json: training\.epoch: unknown key\. Did you mean "epochs"\? Accepted: optimizer, .*epochs/,
    ],
    [
      'a misspelt layer option',
      withSettings('model.layers.1.unit=2'),
      /model\.layers\.1\.unit: unknown key\. Did you mean "units"\?/,
    ],
    ['a misspelt top key', withSettings('taks="x"'), /taks: unknown key\. Did you mean "task"\?/],
    [
      'an unknown layer',
      withSettings('model.layers.1.type=LSTN'),
      /model\.layers\.1\.type: got "LSTN"; accepted: Embedding, .*Did you mean "LSTM"\?/,
    ],
    [
      'an unknown optimizer',
      withSettings('training.optimizer.type=adamm'),
      /training\.optimizer\.type: got "adamm"; accepted: sgd.*Did you mean "adam/,
    ],
    ['an unknown task', withSettings('task=chat'), /task: got "chat"; accepted: classification/],
    [
      'a wrong type',
      withSettings('training.epochs="two"'),
      /training\.epochs: got "two"; expected/,
    ],
    [
      'too small a number',
      withSettings('training.epochs=0'),
      /training\.epochs: got 0; must be at least 1/,
    ],
    [
      'too large a number',
      withSettings('data.validationSplit=0.95'),
      /data\.validationSplit: got 0\.95; must be at most 0\.9/,
    ],
    ['a missing key', { task: 'classification', model: short.model }, /^a\.json: data: is missing/],
    ['a missing path', { ...short, data: {} }, /data\.path: is missing; expected string/],
    [
      'a version from the future',
      withSettings('format=unroll-experiment/2'),
      /format: got "unroll-experiment\/2"; accepted: unroll-experiment\/1/,
    ],
    ['not an object', 3, /^a\.json: got 3; expected object/],
    [
      'Dense straight after a sequence',
      layers(embedding, sequence, output),
      /Layer 3 \(Dense\): Dense comes straight after a sequence/,
    ],
    [
      'Flatten with no fixed length',
      layers(embedding, sequence, { type: 'Flatten' }, output),
      /Layer 3 \(Flatten\): Flatten needs texts of a fixed length/,
    ],
    [
      'a vocabulary smaller than 3',
      withSettings('text.vocabularySize=2'),
      /text\.vocabularySize: got 2; must be at least 4/,
    ],
    [
      'no Embedding first',
      layers({ type: 'LSTM', units: 4 }, output),
      /Layer 1 \(LSTM\): the first layer has to be an Embedding/,
    ],
    [
      'an Embedding in the middle',
      layers(embedding, embedding, output),
      /Layer 2 \(Embedding\): Embedding takes token ids/,
    ],
    [
      'a recurrent layer on vectors',
      layers(embedding, { type: 'LSTM', units: 4 }, { type: 'GRU', units: 4 }, output),
      /Layer 3 \(GRU\): GRU needs a sequence/,
    ],
    [
      'pooling on vectors',
      layers(embedding, { type: 'LSTM', units: 4 }, { type: 'GlobalMaxPooling1D' }, output),
      /Layer 3 \(GlobalMaxPooling1D\): .* needs a sequence/,
    ],
    [
      'the wrong last layer',
      layers(embedding, { type: 'LSTM', units: 4 }),
      /Layer 2 \(LSTM\): the last layer has to be a Dense/,
    ],
    [
      'two units for binary cross-entropy',
      { ...dense({ units: 2, activation: 'sigmoid' }), training: { loss: 'binaryCrossentropy' } },
      /binaryCrossentropy needs 1 unit, got 2/,
    ],
    [
      'one unit for a categorical loss',
      { ...short, training: { loss: 'categoricalCrossentropy' } },
      /needs one unit per class, at least 2/,
    ],
    ['no sigmoid at the end', dense({ units: 1 }), /needs activation "sigmoid", got "linear"/],
    [
      'no softmax at the end',
      dense({ units: 3, activation: 'sigmoid' }),
      /needs activation "softmax", got "sigmoid"/,
    ],
    [
      'two layers of one name',
      layers({ ...embedding, name: 'a' }, { type: 'LSTM', units: 4, name: 'a' }, output),
      /"a" is already the name of layer 1/,
    ],
    [
      'goBackwards inside Bidirectional',
      layers(
        embedding,
        { type: 'Bidirectional', layer: { type: 'LSTM', units: 4, goBackwards: true } },
        output,
      ),
      /leave goBackwards off/,
    ],
    [
      'a typo inside a wrapper',
      layers(
        embedding,
        { type: 'Bidirectional', layer: { type: 'LSTM', units: 4, dropot: 1 } },
        output,
      ),
      /model\.layers\.1\.layer\.dropot: unknown key\. Did you mean "dropout"\?/,
    ],
  ])('%s', (_name, input, expected) => {
    expect(messageOf(input)).toMatch(expected)
  })

  it.each<[unknown, RegExp]>([
    [
      { schedule: { type: 'cosin' } },
      /training\.schedule\.type: got "cosin"; accepted: constant, step, .*Did you mean "cosine"\?/,
    ],
    [
      { schedule: { type: 'cosine', epochs: 3 } },
      /training\.schedule\.epochs: unknown key\. Accepted: type, decaySteps, alpha, warmupSteps\.$/,
    ],
    [
      { schedule: { type: 'step', warmup: 3 } },
      /training\.schedule\.warmup: unknown key\. Accepted: type, epochs, factor, warmupSteps\.$/,
    ],
    [{ schedule: { type: 'step', factor: 2 } }, /schedule\.factor: got 2; must be at most 1\.$/],
    [{ schedule: { epochs: 3 } }, /training\.schedule\.type: .*accepted: constant, step/],
    [
      { schedule: 'cosine' },
      /training\.schedule: got "cosine"; expected an object such as \{"type": "cosine"\}\. Types: constant, step/,
    ],
    [{ schedule: 'cosin' }, /got "cosin"; expected an object such as \{"type": "cosine"\}/],
    [
      { optimizer: 'rmsprp' },
      /training\.optimizer: got "rmsprp"; expected an object such as \{"type": "rmsprop"\}\. Types: sgd/,
    ],
    [{ schedule: null }, /training\.schedule: got null; expected object\.$/],
    [
      { earlyStopping: { patiense: 3 } },
      /training\.earlyStopping\.patiense: unknown key\. Did you mean "patience"\?/,
    ],
    [
      { earlyStopping: { monitor: 'val_loss' } },
      /earlyStopping\.monitor: got "val_loss"; accepted: valLoss, .*Did you mean "valLoss"\?/,
    ],
    [{ earlyStopping: { patience: -1 } }, /earlyStopping\.patience: got -1; must be at least 0\.$/],
    [{ earlyStopping: true }, /training\.earlyStopping: got true; expected object\.$/],
    [{ clipNorm: 0 }, /training\.clipNorm: got 0; must be more than 0\.$/],
    [{ clipValue: '1' }, /training\.clipValue: got "1"; expected number\.$/],
    [{ clip_norm: 1 }, /training\.clip_norm: unknown key\. Did you mean "clipNorm"\?/],
    [{ labelSmoothing: 1 }, /training\.labelSmoothing: got 1; must be less than 1\.$/],
    [{ bestMetric: 'f1' }, /training\.bestMetric: got "f1"; accepted: valLoss, valAccuracy, loss/],
    [{ checkpoint: { second: 3 } }, /checkpoint\.second: unknown key\. Did you mean "seconds"\?/],
    [{ checkpoint: { steps: 0 } }, /training\.checkpoint\.steps: got 0; must be at least 1\.$/],
    [
      { classWeight: 'balancd' },
      /training\.classWeight: got "balancd"; accepted: balanced, or a number for each label such as \{"neg": 1, "pos": 2\}\. Did you mean "balanced"\?$/,
    ],
    [{ classWeight: 3 }, /training\.classWeight: got 3; accepted: balanced, or a number for each/],
    [{ classWeight: [1, 2] }, /training\.classWeight: got \[1,2\]; accepted: balanced, or/],
    [
      { classWeight: { neg: 1, pos: 'x' } },
      /^a\.json: training\.classWeight\.pos: got "x"; expected number\.$/,
    ],
    [{ classWeight: { pos: -1 } }, /training\.classWeight\.pos: got -1; must be at least 0\.$/],
    [
      { classWeight: { neg: -1, pos: null } },
      /training\.classWeight\.neg: got -1; must be at least 0\. \(and 1 more problem\)$/,
    ],
  ])('training options %j', (training, expected) => {
    expect(messageOf({ ...short, training })).toMatch(expected)
  })

  it('counts the other problems', () => {
    expect(messageOf(withSettings('training.epochs=0', 'training.batchSize=0'))).toMatch(
      /\(and 1 more problem\)$/,
    )
  })

  it('tells a misspelt required key once, as what it was meant for', () => {
    const { data, ...rest } = short
    expect(messageOf({ ...rest, dta: data })).toMatch(
      /^a\.json: dta: unknown key\. .*"data"\?[^(]*$/,
    )
    const parsed = parseExperiment(layers({ type: 'Embedding', unit: 8 }, output))
    expect(parsed).toMatchObject({ problems: [{ path: 'model.layers.0.unit' }] })
  })

  it.each<[string, string, string]>([
    ['a stray word', '{\n  "task": "classification",\n  oops\n}', '(line 3, column 3)'],
    ['a missing comma', '{"a": 1\n "b": 2}', '(line 2, column 2): a comma'],
    ['a comma too many', '{"a": [1,\n]}', '(line 2, column 1): a value is expected'],
    ['an unquoted value', '{\n"task": classification}', '(line 2, column 9): a value'],
    ['single quotes', "{\n'task': 1}", '(line 2, column 1): a key in double quotes'],
    ['a line break in a string', '{"a": "b\nc"}', '(line 1, column 7): a value is expected'],
    ['an end too early', '{"a": [', '(line 1, column 8): it ends too early; add a value or "]".'],
    ['something after the end', '{}\n}', '(line 2, column 1): nothing more is expected'],
    ['another kind of file', 'text,label\n', 'it has to start with "{". Name an experiment file.'],
    ['an empty file', ' \n', 'it is empty. Name another file.'],
  ])('names the place in broken JSON: %s', (_what, text, sentence) => {
    const parsed = parseExperimentText(text, 'broken.json')
    expect(parsed).toMatchObject({ ok: false, code: 'experiment-invalid' })
    if (parsed.ok) return
    expect(parsed.message).toMatch(/^broken\.json is not .*\.$/)
    expect(parsed.message).toContain(sentence)
  })
})

describe('--set', () => {
  it.each<[string, RegExp]>([
    ['training.epochs', /write it as path=value/],
    ['=3', /write it as path=value/],
    ['model.layers.nine.units=3', /"nine" is not an index/],
    ['model.layers.9.units=3', /"9" is not an index|list of 3/],
    ['task.deeper=1', /task has no keys/],
    ['__proto__.polluted=1', /is not a key/],
  ])('%s is refused', (setting, expected) => {
    const applied = applySettings(short, [setting])
    expect(applied.ok).toBe(false)
    if (!applied.ok) expect(applied.message).toMatch(expected)
  })

  it('leaves the input as it was', () => {
    withSettings('training.epochs=3')
    expect(short).not.toHaveProperty('training')
  })
})
