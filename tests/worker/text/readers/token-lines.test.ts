// Sentences of tokens and tags come out of every format alike.
import { afterAll, describe, expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import { openSource } from '../../../../src/worker/text/readers/source'
import { looksLikeTokens } from '../../../../src/worker/text/readers/token-layout'
import { previewData } from '../../../../src/worker/text/preview'
import { resolveColumns } from '../../../../src/worker/text/columns'
import { dataOptions, DataFiles } from '../data-files'
import { parquetOf } from './packed-files'

const files = new DataFiles()
afterAll(() => files.remove())

async function open(path: string, names: { text?: string; label?: string } = {}) {
  const options = dataOptions(path, names)
  const source = await openSource(options)
  if (!source.ok) throw new Error(source.message)
  const columns = resolveColumns(source.value, options)
  if (!columns.ok) throw new Error(columns.message)
  return { source: source.value, columns: columns.value }
}

/** `the/DET dog/NOUN` of each sentence; of a row that is skipped its line and why. */
async function read(path: string, names: Parameters<typeof open>[1] = {}): Promise<string[]> {
  const { source, columns } = await open(path, names)
  const sentences: string[] = []
  for await (const batch of source.rows(columns)) {
    if (!batch.ok) throw new Error(batch.message)
    for (const { tagged, problem, line, file } of batch.value)
      sentences.push(
        tagged
          ? tagged.tokens.map((token, place) => `${token}/${tagged.tags[place]}`).join(' ')
          : [file, line, problem].filter((part) => part !== undefined).join(' '),
      )
  }
  return sentences
}

const row = (id: string, form: string, upos: string): string =>
  [id, form, form.toLowerCase(), upos, 'XP', '_', '0', 'root', '_', '_'].join('\t')
const conllu = `# sent_id = 1
# text = She can't.
1\tShe\tshe\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\t_
${row('2', 'can', 'AUX')}
${row('3', "n't", 'PART')}
3.1\tgo\tgo\tVERB\t_\t_\t_\t_\t_\t_
${row('4', '.', 'PUNCT')}

# sent_id = 2

# text = 20 000 dogs
${row('1', '20 000', 'NUM')}
${row('2', '#', 'SYM')}
`
const conlluSentences = ["She/PRON can/AUX n't/PART ./PUNCT", '20 000/NUM #/SYM']
const columns = 'The DT\r\ndog NN\r\n\r\n\r\n# NN\r\n'

describe('CoNLL-U', () => {
  it('gives words, not ranges of words, words that are not written or comments', async () => {
    expect(await read(files.write('a.conllu', conllu))).toEqual(conlluSentences)
  })

  it('gives other columns where they are named', async () => {
    const path = files.write('other.conllu', conllu)
    expect(await read(path, { text: 'lemma', label: 'xpos' })).toEqual([
      "she/PRP can/XP n't/XP ./XP",
      '20 000/XP #/XP',
    ])
  })

  it('is read from .gz, from folders and by its look', async () => {
    expect(await read(files.write('b.conllu.gz', gzipSync(conllu)))).toEqual(conlluSentences)
    files.write('folder/one.conllu', conllu)
    files.write('folder/two.conllu', `${row('1', 'Go', 'VERB')}\n`)
    expect(await read(`${files.root}/folder`)).toEqual([...conlluSentences, 'Go/VERB'])
    expect(await read(files.write('c.tsv', conllu))).toEqual(conlluSentences)
  })

  it('skips sentences with a line that is none, and tells which line', async () => {
    const broken = `${conllu}\n${row('1', 'Stop', 'VERB')}\n2\ttoo few\n\n${row('x', 'a', 'B')}\n\n${row('1', 'a', '_')}\n`
    expect(await read(files.write('broken.conllu', broken))).toEqual([
      ...conlluSentences,
      '17 It has 2 of the 10 columns of CoNLL-U, which are separated by tabs.',
      '19 "x" is no word number.',
      '21 "upos" of a word is not filled in (_).',
    ])
  })

  it('is shown a sentence a row', async () => {
    const preview = await previewData({ ...dataOptions(files.write('p.conllu', conllu)) })
    if (!preview.ok) throw new Error(preview.message)
    const { kind, columns: names, rows, guess } = preview.value
    expect(kind).toBe('conllu')
    expect(guess).toEqual({ text: 'form', label: 'upos' })
    expect(rows.map((cells) => cells[names.indexOf('form')])).toEqual(["She can n't .", '20 000 #'])
    expect(rows.map((cells) => cells[names.indexOf('upos')])).toEqual([
      'PRON AUX PART PUNCT',
      'NUM SYM',
    ])
  })
})

describe('a token and its tag on each line', () => {
  const expected = ['The/DT dog/NN', '#/NN']

  it('is read with tabs or spaces between, and any line ends', async () => {
    expect(await read(files.write('a.conll', columns))).toEqual(expected)
    expect(await read(files.write('b.conll', columns.replaceAll(' ', '\t')))).toEqual(expected)
    expect(await read(files.write('c.bio', columns.replaceAll('\r\n', '\n').trim()))).toEqual(
      expected,
    )
  })

  it('takes the last column for the tag, and others by their names', async () => {
    const path = files.write(
      'ner.conll',
      '-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\n',
    )
    expect(await read(path)).toEqual(['EU/B-ORG rejects/O'])
    expect(await read(path, { label: 'column 2' })).toEqual(['EU/NNP rejects/VBZ'])
  })

  it('leaves out a line that names the columns, and comments', async () => {
    const path = files.write(
      'named.conll',
      '# Made by hand.\n\ntoken\tupos\n# sent_id = 1\nThe\tDET\n\n# id x\na\tDET\n',
    )
    expect(await read(path)).toEqual(['The/DET', 'a/DET'])
  })

  it('skips sentences with a line of other length', async () => {
    const path = files.write('short.conll', 'The DT\n\nbig dog NN\nruns VB\n\nBirds NN\n')
    expect(await read(path)).toEqual([
      'The/DT',
      expect.stringMatching(/^3 It has 3 of the 2 columns that the first line has/),
      'Birds/NN',
    ])
  })

  it('is told by its look where its name does not tell', async () => {
    const lines = 'The DT\ndog NN\n\nThe DT\ncat NN\n'
    const sentences = ['The/DT dog/NN', 'The/DT cat/NN']
    expect(await read(files.write('tokens.txt', lines))).toEqual(sentences)
    expect(await read(files.write('tokens.txt.gz', gzipSync(lines)))).toEqual(sentences)
    expect(await read(files.write('tokens.tsv', lines.replaceAll(' ', '\t')))).toEqual(sentences)
    const text = await openSource(dataOptions(files.write('text.txt', 'The dog.\n\nThe cat.\n')))
    expect(text).toMatchObject({ ok: false, message: expect.stringContaining('has no labels') })
  })

  it('refuses lines of one word', async () => {
    const source = await openSource(dataOptions(files.write('words.conll', 'just\nwords\n')))
    expect(source).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^words\.conll, line 1: "just" stands alone; each line needs/),
    })
  })
})

describe('lists of tokens and tags', () => {
  const first = { id: 1, tokens: ['The', 'dog'], ner_tags: [0, 3] }
  const problem = { id: 2, tokens: ['The', 'dog'], ner_tags: [0] }
  const expected = [
    'The/0 dog/3',
    '2 "tokens" has 2 tokens, but "ner_tags" has 1 tag; each token needs one.',
  ]

  it('are read from .jsonl and .json', async () => {
    const lines = [first, problem].map((one) => JSON.stringify(one)).join('\n')
    const names = { text: 'tokens', label: 'ner_tags' }
    expect(await read(files.write('a.jsonl', lines), names)).toEqual(expected)
    const array = `[\n${[first, problem].map((one) => JSON.stringify(one)).join(',\n')}]`
    expect(await read(files.write('a.json', array), names)).toEqual([
      expected[0],
      expected[1].replace(/^2/, '3'),
    ])
  })
})

describe('lists in .parquet', () => {
  it('are read as those of JSON', async () => {
    const parquet = parquetOf({
      tokens: [['The', 'dog'], ['Go']],
      tags: [['DET', 'NOUN'], ['VERB']],
    })
    expect(await read(files.write('lists.parquet', parquet))).toEqual([
      'The/DET dog/NOUN',
      'Go/VERB',
    ])
  })
})

describe('looksLikeTokens', () => {
  it.each<[string, string, boolean]>([
    ['tokens with tabs', 'a\tDET\ndog\tNOUN\n\nthe\tDET\ncat\tNOUN\n', true],
    ['tokens with spaces', 'a DET\ndog NOUN\n\nthe DET\ncat NOUN\n', true],
    ['no blank line', 'a\tDET\ndog\tNOUN\nthe\tDET\ncat\tNOUN\n', false],
    ['texts with labels', 'a good film\tpos\nbad\tneg\n\nsome film\tpos\nworse\tneg\n', false],
    ['verses', 'the dogs\nthe cats\n\nthe dogs\nthe cats\n', false],
    ['tags that are all different', 'a\tb\nc\td\n\ne\tf\ng\th\n', false],
    ['lines of other lengths', 'a\tDET\ndog\tNOUN\tx\n\nthe\tDET\ncat\tNOUN\n', false],
  ])('%s: %s', (_name, text, expected) => {
    expect(looksLikeTokens(text)).toBe(expected)
  })
})
