// Each kind of finding: it is there, and it is gone once its settings are in the experiment.
import { afterAll, describe, expect, it } from 'vitest'
import type { Finding, FindingKind } from '#shared/domain/findings'
import { openFindings } from '#shared/domain/mended'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import { copyJson, setAt } from '#shared/experiment/settings'
import { classification } from '../../../src/worker/tasks/classification/index'
import { loadRequestOf } from '../../../src/worker/tasks/task'
import { seededRandom } from '../../../src/worker/text/random'
import { DataFiles, quiet } from '../text/data-files'

const files = new DataFiles()
afterAll(() => files.remove())

type Row = Readonly<Record<string, string>>

/** Texts of a few words each out of many, all different and none saying anything. */
function plainRows(count: number, change: (row: Row, index: number) => Row = (row) => row): Row[] {
  const random = seededRandom(3)
  const word = (): string => `word${Math.floor(40 * random())}`
  return Array.from({ length: count }, (_none, index) => {
    const text = `number ${index} ${Array.from({ length: 8 }, word).join(' ')}`
    return change({ text: text.replace(/\d+ /, ''), label: index % 2 ? 'good' : 'bad' }, index)
  }).map((row, index) => ({ ...row, text: row.text.replace('number', `n${index % 30}`) }))
}

function csvOf(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0])
  const lines = rows.map((row) => columns.map((name) => `"${row[name]}"`).join(','))
  return [columns.join(','), ...lines].join('\n')
}

let written = 0

function experimentOn(
  content: string | Uint8Array,
  { data, text }: Pick<Partial<ExperimentInput>, 'data' | 'text'> = {},
): Experiment {
  const parsed = parseExperiment({
    task: 'classification',
    data: {
      text: 'text',
      label: 'label',
      ...data,
      path: files.write(`rows-${++written}.csv`, content),
    },
    text: { vocabularySize: 1000, ...text },
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        { type: 'LSTM', units: 4 },
        { type: 'Dense', units: 1, activation: 'sigmoid' },
      ],
    },
  })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

async function findingsOf(experiment: Experiment): Promise<readonly Finding[]> {
  const loaded = await classification.load(loadRequestOf(experiment), quiet)
  if (!loaded.ok) throw new Error(loaded.message)
  const findings = await loaded.value.findings(quiet)
  loaded.value.close()
  return openFindings(findings, experiment)
}

function mended(experiment: Experiment, { mend }: Finding): Experiment {
  const copy = copyJson(experiment)
  for (const [path, value] of Object.entries(mend?.settings ?? {}))
    setAt(copy, path.split('.'), value)
  const parsed = parseExperiment(copy)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

const german = plainRows(300, (row, index) => ({
  ...row,
  text: `${row.text} größer ${index} schön`,
}))

/** A case of each kind: the data, and what is expected to be told. */
const cases: readonly [string, FindingKind, Experiment, Partial<Finding>][] = [
  [
    'rows that occur twice',
    'duplicates',
    experimentOn(csvOf([...plainRows(300), ...plainRows(300).slice(0, 30)])),
    { count: 30, severity: 'warning' },
  ],
  [
    'rows on both sides of the split',
    'duplicates-across',
    experimentOn(csvOf([...plainRows(300), ...plainRows(300).slice(0, 40)]), {
      data: { path: '', validationRows: 'last', validationSplit: 0.2 },
    }),
    { count: 40, share: 40 / 68, severity: 'problem' },
  ],
  [
    'texts of a word or two',
    'near-empty',
    experimentOn(
      csvOf(plainRows(300, (row, index) => (index < 12 ? { ...row, text: `ok ${index}` } : row))),
    ),
    { count: 12, severity: 'warning' },
  ],
  [
    'one class twelve times the size of the other',
    'imbalance',
    experimentOn(
      csvOf(plainRows(390, (row, index) => ({ ...row, label: index % 13 ? 'good' : 'bad' }))),
    ),
    { count: 360, severity: 'warning' },
  ],
  [
    'a length that cuts texts',
    'truncation',
    experimentOn(csvOf(plainRows(300)), { text: { sequenceLength: 6 } }),
    { count: 300, share: 1 },
  ],
  [
    'a length that is mostly padding',
    'padding',
    experimentOn(csvOf(plainRows(300)), { text: { sequenceLength: 100 } }),
    { severity: 'note' },
  ],
  [
    'a vocabulary that is too small',
    'unknown-tokens',
    experimentOn(csvOf(plainRows(300)), { text: { vocabularySize: 20 } }),
    { severity: 'warning' },
  ],
  [
    'words that no training row has',
    'unknown-tokens',
    experimentOn(
      csvOf(
        plainRows(300, (row, index) => ({
          ...row,
          text: `${row.text} a${index * 17} b${index * 19}`,
        })),
      ),
    ),
    { severity: 'warning' },
  ],
  [
    'texts that name their label',
    'leakage',
    experimentOn(
      csvOf(
        plainRows(300, (row, index) =>
          index % 3 ? row : { ...row, text: `${row.text} (${row.label})` },
        ),
      ),
    ),
    { count: 100, severity: 'warning' },
  ],
  [
    'UTF-8 that is read as windows-1252',
    'encoding',
    experimentOn(csvOf(german), { data: { path: '', encoding: 'windows-1252' } }),
    { count: 300, severity: 'problem' },
  ],
  [
    'windows-1252 that is read as UTF-8',
    'encoding',
    experimentOn(
      new Uint8Array(Buffer.from(csvOf([...plainRows(290), ...german.slice(290)]), 'latin1')),
      {
        data: { path: '', encoding: 'utf-8' },
      },
    ),
    { count: 10, severity: 'warning' },
  ],
  [
    'the label in place of the text',
    'wrong-column',
    experimentOn(
      csvOf(plainRows(300).map((row, index) => ({ ...row, kind: ['a', 'b', 'c'][index % 3] }))),
      { data: { path: '', text: 'kind' } },
    ),
    { severity: 'problem' },
  ],
  [
    'ids in place of the label',
    'wrong-column',
    experimentOn(
      csvOf(plainRows(300).map((row, index) => ({ ...row, id: `user ${index % 200}` }))),
      {
        data: { path: '', label: 'id' },
      },
    ),
    { severity: 'problem', count: 100 },
  ],
  [
    'few rows because of a limit',
    'few-rows',
    experimentOn(csvOf(plainRows(300)), { data: { path: '', maximumRows: 100 } }),
    { count: 100, severity: 'warning' },
  ],
]

describe('the dataset doctor', () => {
  it('finds nothing in data that are fine', async () => {
    expect(
      await findingsOf(experimentOn(csvOf(plainRows(300)), { text: { sequenceLength: 12 } })),
    ).toEqual([])
  })

  it.each(cases)(
    'tells of %s, and no more once it is mended',
    async (_name, kind, experiment, expected) => {
      const found = (await findingsOf(experiment)).find((finding) => finding.kind === kind)
      expect(found).toMatchObject(expected)
      if (!found?.mend) throw new Error('There is no mend.')
      expect(found.detail).toMatch(/^[A-Z0-9"].*\.$/s)
      const after = await findingsOf(mended(experiment, found))
      expect(after.filter((finding) => finding.kind === kind)).toEqual([])
    },
  )

  it('tells of labels that contradict each other, which only the data can mend', async () => {
    const rows = plainRows(300)
    const others = rows
      .slice(0, 5)
      .map((row) => ({ ...row, label: row.label === 'good' ? 'bad' : 'good' }))
    const found = await findingsOf(experimentOn(csvOf([...rows, ...others])))
    expect(found).toMatchObject([
      { kind: 'duplicates', title: 'Same text, different labels', count: 5, mend: null },
    ])
    expect(found[0].examples).toHaveLength(5)
    expect(found[0].examples[0]).toMatchObject({ row: 300 })
  })

  it('tells of damage that is in the data themselves', async () => {
    const rows = plainRows(300, (row, index) =>
      index < 3 ? { ...row, text: `${row.text} cafÃ©` } : row,
    )
    const found = await findingsOf(experimentOn(csvOf(rows)))
    expect(found).toMatchObject([{ kind: 'encoding', count: 3, severity: 'warning', mend: null }])
    expect(found[0].detail).toContain('in the data themselves')
  })

  it('has room for every text of the world: no false alarm on names and umlauts', async () => {
    const rows = plainRows(300, (row) => ({
      ...row,
      text: `${row.text} Ångström naïve São Paulo “quoted” Â`,
    }))
    expect(await findingsOf(experimentOn(csvOf(rows)))).toEqual([])
  })

  it('reads the rows that loading took, in a file of its own to validate on too', async () => {
    const rows = plainRows(300)
    const validationPath = files.write('validation.csv', csvOf(rows.slice(0, 20)))
    const data = { path: '', validationPath, dropDuplicates: false, minimumTokens: 4 }
    const short = rows.map((row, index) => (index === 7 ? { ...row, text: 'short' } : row))
    const found = await findingsOf(experimentOn(csvOf(short), { data }))
    expect(found.find(({ kind }) => kind === 'duplicates-across')).toMatchObject({ count: 19 })
  })

  it('says nothing when it is stopped', async () => {
    const loaded = await classification.load(
      loadRequestOf(experimentOn(csvOf(plainRows(50)))),
      quiet,
    )
    if (!loaded.ok) throw new Error(loaded.message)
    expect(await loaded.value.findings({ ...quiet, isStopped: () => true })).toEqual([])
  })
})
