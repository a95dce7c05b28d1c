// What the exported train.py reads and sets aside is what the lab reads and sets aside (with any Python 3 at hand).
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { DataOptions } from '#shared/experiment/data'
import { openSentences, readSentences } from '../../../src/worker/tasks/tagging/read-sentences'
import { splitSentences } from '../../../src/worker/tasks/tagging/split-sentences'
import { resolvePairColumns } from '../../../src/worker/tasks/seq2seq/data/pair-columns'
import { resolveColumns } from '../../../src/worker/text/columns'
import { openDocuments } from '../../../src/worker/text/readers/documents'
import type { ChosenColumns } from '../../../src/worker/text/readers/row'
import { openSource } from '../../../src/worker/text/readers/source'
import { atOnce } from '../../../src/worker/text/in-turns'
import { seededRandom, shuffledOrder } from '../../../src/worker/text/random'
import { splitting } from '../../../src/worker/text/split'
import { bitsOfNumber } from '../../../src/worker/text/targets'
import { dataOptions, DataFiles, quiet } from '../text/data-files'
import { anyPython, printedBy } from './python/interpreter'

const project = resolve('src/worker/export/pytorch/project')
const files = new DataFiles()
afterAll(() => files.remove())

function readByPython(what: string, data: DataOptions): unknown {
  const program = `
from pathlib import Path
import reading, sentences
read = getattr(reading, "${what}", None) or getattr(sentences, "${what}")
print(json.dumps(list(read(Path(given["path"]), given))))`
  return printedBy(program, data, project)
}

/** The rows that the lab uses, as texts and labels. */
async function rowsOfLab(
  data: DataOptions,
  columnsOf: typeof resolveColumns,
): Promise<[string, unknown][]> {
  const source = await openSource(data)
  if (!source.ok) throw new Error(source.message)
  const columns = columnsOf(source.value, data)
  if (!columns.ok) throw new Error(columns.message)
  const rows: [string, unknown][] = []
  for await (const batch of source.value.rows(columns.value satisfies ChosenColumns)) {
    if (!batch.ok) throw new Error(batch.message)
    for (const { text, label, problem } of batch.value)
      if (problem === undefined)
        rows.push([text, label.startsWith('[') ? (JSON.parse(label) as unknown) : label])
  }
  return rows
}

const many = (row: (index: number) => string): string =>
  Array.from({ length: 12 }, (_, index) => row(index)).join('\n')
const json = (index: number) =>
  JSON.stringify({ id: index, body: `text ${index} \u2028 ü`, mark: index % 3 ? 'no' : 'yes' })

const tables: [string, string, string | Uint8Array, Partial<DataOptions>][] = [
  [
    'a .csv',
    'plain.csv',
    'label,text\nneg,"a, ""quoted""\ntext"\npos, b \n\nneg,\n,c\npos,d,e\n',
    {},
  ],
  [
    'semicolons and single quotes',
    'semi.csv',
    `'review';'stars'\n${many((index) => `'row; ${index}';'${index % 4}'`)}`,
    {},
  ],
  [
    'no header',
    'bare.csv',
    many(
      (index) => `the ${index}. text that is long enough to be none,${index % 2 ? 'good' : 'bad'}`,
    ),
    {},
  ],
  [
    'columns that say nothing',
    'guess.csv',
    `a,b,c\n${many((index) => `${index},text of row ${index},${index % 2}`)}`,
    {},
  ],
  [
    'chosen columns',
    'chosen.csv',
    `one,two,three\n${many((index) => `x${index},y${index},z${index % 3}`)}`,
    { text: 'two', label: 'three' },
  ],
  [
    'a template',
    'template.csv',
    `title,body,topic\n${many((index) => `t${index},b${index},${index % 2}`)}`,
    { template: '{title}: {body}!', label: 'topic' },
  ],
  [
    'a compressed .tsv',
    'rows.tsv.gz',
    gzipSync(`sentence\tclass\n${many((index) => `a "b ${index}\t${index % 2}`)}`),
    { quote: 'none' },
  ],
  [
    'Latin letters of Windows',
    'latin.csv',
    Buffer.from('text,label\nGr\xf6\xdfe \x80,a\nx,b\n', 'latin1'),
    {},
  ],
  ['a byte order mark', 'mark.csv', '\ufefftext,label\nx,a\ny,b\n', {}],
  ['UTF-16', 'wide.csv', Buffer.from('\ufefftext,label\nä,a\nö,b\n', 'utf16le'), {}],
  [
    'JSON lines',
    'rows.jsonl',
    `${many(json)}\nno JSON\n[1]\n{"body":"x"}\n{"body":3,"mark":"a"}\n{"body":"y","mark":true}\n{"body":"z","mark":2.0}\n`,
    { text: 'body', label: 'mark' },
  ],
  ['a JSON array', 'rows.json', `[${many(json).replaceAll('\n', ',')}]`, {}],
  [
    'lists of labels',
    'lists.jsonl',
    many((index) => JSON.stringify({ text: `t${index}`, labels: index % 2 ? ['a', 'b'] : ['c'] })),
    { labelKind: 'labels' },
  ],
]

describe.skipIf(!anyPython)('reading.py', () => {
  it.each(tables)('reads %s as the lab does', async (_what, name, content, options) => {
    const data = dataOptions(files.write(name, content), options)
    const expected = await rowsOfLab(data, resolveColumns)
    expect(expected.length).toBeGreaterThan(1)
    expect(readByPython('read_labelled', data)).toEqual(expected)
  })

  it('reads a folder for each label as the lab does', async () => {
    for (const [index, label] of ['neg', 'pos', 'pos', 'neg', 'pos'].entries())
      files.write(`reviews/train/${label}/${index}.txt`, `text ${index}\n`)
    files.write('reviews/train/unsup/0.txt', 'nothing')
    files.write('reviews/train/pos/README.txt', 'about')
    files.write('reviews/test/pos/0.txt', 'of the test')
    for (const split of [null, 'test'] as const) {
      const data = dataOptions(`${files.root}/reviews`, { split })
      expect(readByPython('read_labelled', data)).toEqual(await rowsOfLab(data, resolveColumns))
    }
  })

  it('reads a folder of tables as the lab does', async () => {
    files.write('tables/train-2.csv', 'text,label\nc,a\nd,b\n')
    files.write('tables/train-1.csv', 'label,text\na,a\nb,b\n')
    files.write('tables/test-1.csv', 'text,label\nx,a\n')
    files.write('tables/notes.jsonl', '{"text":"y","label":"a"}\n')
    for (const split of [null, 'test'] as const) {
      const data = dataOptions(`${files.root}/tables`, { split })
      expect(readByPython('read_labelled', data)).toEqual(await rowsOfLab(data, resolveColumns))
    }
  })

  it.each([
    ['by name', 'id,german,english\n1,eins,one\n2,zwei,two\n', {}],
    ['in their order', 'a,b\neins,one\nzwei,two\n', {}],
    ['as chosen', 'a,b,c\neins,one,x\nzwei,two,y\n', { text: 'c', label: 'a' }],
  ])('reads pairs as the lab does: columns %s', async (what, content, options) => {
    const data = dataOptions(files.write(`pairs-${what}.csv`, content), options)
    expect(readByPython('read_pairs', data)).toEqual(await rowsOfLab(data, resolvePairColumns))
  })

  const conllu = (id: string, form: string, tag: string) =>
    [id, form, '_', tag, '_', '_', '0', '_', '_', '_'].join('\t')
  it.each([
    [
      'plain columns',
      'plain.conll',
      '-DOCSTART- X O\n\nEU NNP B-ORG\nrejects VBZ O\n\n# x\n# # O\n. . O\nbroken\n\na b O\r\n',
    ],
    ['a header', 'header.tsv', 'token\ttag\nYork\tB\nis\tO\n\nbig\tO\nyes\tO\n\nx\tB\n'],
    ['words of two', 'words.tsv', 'token\ttag\nNew York\tB\nis\tO\n\nbig\tO\nyes\tO\n\nx\tB\n'],
    [
      'CoNLL-U',
      'ud.conllu',
      `# text = x\n${conllu('1-2', 'im', '_')}\n${conllu('1', 'in', 'ADP')}\n${conllu('2', 'dem', 'DET')}\n\n${conllu('1', 'y', '_')}\n\n${conllu('1', 'z', 'X')}\n`,
    ],
    [
      'lists',
      'lists.jsonl',
      '{"tokens":["a","b c"],"tags":["X",1]}\n{"tokens":["a"],"tags":["X","Y"]}\n{"tokens":["d"],"tags":["Z"]}\n',
    ],
    ['spaces', 'spaces.csv', 'words,tags\na b,X Y\nc,Z\nd e,X\n'],
  ])('reads sentences as the lab does: %s', async (_what, name, content) => {
    const data = dataOptions(files.write(name, content))
    const opened = await openSentences(data)
    if (!opened.ok) throw new Error(opened.message)
    const expected: unknown[] = []
    await readSentences(opened.value, data, quiet, ({ tokens, tags }) => {
      expected.push([tokens, tags])
      return 'taken'
    })
    expect(expected.length).toBeGreaterThan(1)
    expect(readByPython('read_sentences', data)).toEqual(expected)
  })

  it('reads documents as the lab does', async () => {
    const one = files.write('text.txt', 'Line one\r\nline two\n\n')
    files.write('texts/b/2.txt', 'second\n')
    files.write('texts/a.md', 'first\r\n')
    files.write('texts/empty.txt', ' \n')
    files.write('texts/LICENSE.txt', 'rights')
    const table = files.write(
      'documents.csv',
      'title,body\nx,"long\ntext"\ny,another longer text\n',
    )
    for (const data of [one, `${files.root}/texts`, table].map((path) => dataOptions(path))) {
      const documents = await openDocuments(data)
      if (!documents.ok) throw new Error(documents.message)
      let text = ''
      const expected: string[] = []
      for await (const batch of documents.value.pieces()) {
        if (!batch.ok) throw new Error(batch.message)
        for (const piece of batch.value) {
          text += piece.text
          if (!piece.isLast) continue
          if (piece.problem === undefined) expected.push(text)
          text = ''
        }
      }
      expect(expected.length).toBeGreaterThan(0)
      expect(readByPython('read_documents', data)).toEqual(expected)
    }
  })
})

describe.skipIf(!anyPython)('splitting.py', () => {
  const labels = Array.from({ length: 97 }, (_, row) => (row % 31 === 0 ? 3 : row % 3))
  const numbers = labels.map((label, row) => Math.fround(Math.sin(row) * label))
  const cases = [
    { classes: 4, share: 0.2, stratify: false, isNumbers: false, isLast: false, seed: 7 },
    { classes: 4, share: 0.9, stratify: false, isNumbers: false, isLast: false, seed: 1 },
    { classes: 4, share: 0.33, stratify: true, isNumbers: false, isLast: false, seed: 2 },
    { classes: 0, share: 0.25, stratify: true, isNumbers: false, isLast: false, seed: 3 },
    {
      classes: 0,
      share: 0.25,
      stratify: true,
      isNumbers: true,
      isLast: false,
      seed: 2_147_483_647,
    },
    { classes: 4, share: 0.5, stratify: true, isNumbers: false, isLast: true, seed: 5 },
  ]

  it('sets aside the rows that the lab sets aside', () => {
    const expected = cases.map(({ classes, share, stratify, isNumbers, isLast, seed }) => {
      const options = dataOptions('x', {
        ...{ validationSplit: share, stratify, validationRows: isLast ? 'last' : 'random' },
      })
      const integers = isNumbers ? numbers.map(bitsOfNumber) : labels
      const { training, validation } = atOnce(
        splitting(options, {
          ...{ labels: Int32Array.from(integers), classes, isNumbers, seed },
          firstValidationRow: null,
        }),
      )
      return [[...training], [...validation]]
    })
    const program = `
import splitting
def split(case):
    strata = None
    if case["stratify"]:
        strata = given["labels"] if case["classes"] else splitting.strata_of_labels(given["labels"])
        strata = splitting.strata_of_numbers(given["numbers"]) if case["isNumbers"] else strata
    return splitting.split_labelled(given["labels"], case["classes"], case["share"], case["isLast"], strata, case["seed"])
print(json.dumps([split(case) for case in given["cases"]]))`
    expect(printedBy(program, { cases, labels, numbers }, project)).toEqual(expected)
  })

  it('draws the same random numbers and the same sentences', () => {
    const seeds = [0, 1, 7, 2_147_483_647]
    const program = `
import splitting
print(json.dumps([[splitting.shuffled_order(50, splitting.seeded_random(seed)), splitting.split_sentences(41, 0.2, False, seed), splitting.split_sentences(41, 0.2, True, seed)] for seed in given]))`
    const expected = seeds.map((seed) => [
      [...shuffledOrder(50, seededRandom(seed))],
      ...(['random', 'last'] as const).map((validationRows) => {
        const split = splitSentences(41, { validationSplit: 0.2, validationRows }, seed)
        return [[...split.training], [...split.validation]]
      }),
    ])
    expect(printedBy(program, seeds, project)).toEqual(expected)
  })
})

it.skipIf(!anyPython)('is Python from 3.9 on, all of it', () => {
  const folders = [
    project,
    resolve('src/worker/export/python'),
    resolve('src/worker/export/safetensors'),
  ]
  const names = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.py'))
      .map((name) => resolve(folder, name)),
  )
  const program = `
import ast
for name in given:
    ast.parse(open(name, encoding="utf-8").read(), name, feature_version=(3, 9))
print(json.dumps(len(given)))`
  expect(printedBy(program, names, project)).toBeGreaterThan(15)
})
