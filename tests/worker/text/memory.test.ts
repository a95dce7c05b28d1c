// Data that do not stay in memory: the same rows, vocabulary, report and baselines as in memory, from temporary files.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sampleRows } from '../../../src/worker/baselines/sample-rows'
import { computeBaselines } from '../../../src/worker/baselines/baselines'
import { fillBatch } from '../../../src/worker/text/batches'
import { memoryLimits, type MemoryLimits } from '../../../src/worker/text/memory-limits'
import type { LoadControl } from '../../../src/worker/text/control'
import type { EncodedDataset, EncodedRows } from '../../../src/worker/text/encoded'
import { loadDataset } from '../../../src/worker/text/load-dataset'
import { seededRandom, shuffledOrder } from '../../../src/worker/text/random'
import { fingerprintOf } from '../../../src/worker/training/checkpoint/fingerprint'
import { csvOf, dataOptions, DataFiles, quiet, textOptions } from './data-files'

const files = new DataFiles()
afterAll(() => files.remove())

const folder = path.join(files.root, 'scratch')
const onDisk: MemoryLimits = { ...memoryLimits(), heldBytes: 1000, folder }

/** Rows of 3 to 42 words, some words frequent and some found once. */
function reviews(rows: number): string {
  const random = seededRandom(3)
  const lines = Array.from({ length: rows }, (_, row) => {
    const words = Array.from({ length: 3 + Math.floor(random() * 40) }, () =>
      random() < 0.1 ? `w${Math.floor(random() * 1e6)}` : `t${Math.floor(random() ** 3 * 50)}`,
    )
    return `${words.join(' ')} ${row % 3 ? 'good' : 'b\u00e4d \u{1F600}'},${row % 3 ? 'pos' : 'neg'}`
  })
  return `text,label\n${lines.join('\n')}\n${lines.slice(0, 7).join('\n')}\n`
}

async function load(
  file: string,
  limits: MemoryLimits,
  text: Parameters<typeof textOptions>[0] = {},
): Promise<EncodedDataset> {
  const loaded = await loadDataset(dataOptions(file), textOptions(text), 7, quiet, limits)
  if (!loaded.ok) throw new Error(loaded.message)
  return loaded.value
}

const contentOf = ({ count, tokens, offsets, labels, excerpts }: EncodedRows) => ({
  ...{ count, labels, tokens: Array.from(tokens.subarray(0, tokens.length)) },
  offsets: Array.from(offsets),
  excerpts: Array.from({ length: excerpts.length }, (_, row) => excerpts.at(row)),
})

/** How many files of the folder this process has open; undefined where the system does not tell. */
function openFiles(): number | undefined {
  if (process.platform !== 'linux') return undefined
  const links = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`)
    } catch {
      return ''
    }
  })
  return links.filter((link) => link.startsWith(folder)).length
}

describe('data in temporary files', () => {
  const file = files.write('reviews.csv', reviews(400))

  it.each([
    ['words, cut', { sequenceLength: 20 }],
    ['words, any length', { sequenceLength: null, vocabularySize: 40 }],
    ['words, cut at the end', { sequenceLength: 9, truncating: 'post', padding: 'post' }],
    ['characters', { level: 'character', sequenceLength: 60 }],
  ] as const)('are as in memory: %s', async (_name, text) => {
    const memory = await load(file, memoryLimits(), text)
    const disk = await load(file, onDisk, text)
    expect(memory.close).toBeUndefined()
    expect(memory.training.tokens).toBeInstanceOf(Int32Array)
    expect(disk.training.tokens).not.toBeInstanceOf(Int32Array)
    expect(contentOf(disk.training)).toEqual(contentOf(memory.training))
    expect(contentOf(disk.validation)).toEqual(contentOf(memory.validation))
    expect(disk.vocabulary.tokens).toEqual(memory.vocabulary.tokens)
    const notes = [expect.stringContaining('kept in temporary files')]
    expect(disk.report).toEqual({ ...memory.report, notes, seconds: disk.report.seconds })
    expect(disk.report.duplicateRows).toBe(7)
    expect(fingerprintOf(disk)).toEqual(fingerprintOf(memory))
    const order = shuffledOrder(disk.training.count, seededRandom(9))
    for (let from = 0; from + 32 < order.length; from += 32)
      expect(fillBatch(disk.training, order, from, from + 32, disk.text)).toEqual(
        fillBatch(memory.training, order, from, from + 32, memory.text),
      )
    const inMemory = await computeBaselines(memory, quiet)
    const fromDisk = await computeBaselines(disk, quiet)
    expect(fromDisk.map((one) => ({ ...one, seconds: 0 }))).toEqual(
      inMemory.map((one) => ({ ...one, seconds: 0 })),
    )
    disk.close?.()
  })

  it('are gone when closed, when stopped and when they cannot be used', async () => {
    const dataset = await load(file, onDisk)
    // Two files of ids and one of excerpts: those of the provisional ids are closed by now.
    if (openFiles() !== undefined) expect(openFiles()).toBe(3)
    dataset.close?.()
    let phase = ''
    const stopping: LoadControl = {
      onProgress: (progress) => (phase = progress.phase),
      isStopped: () => phase === 'encoding',
    }
    const stopped = await loadDataset(dataOptions(file), textOptions(), 7, stopping, onDisk)
    expect(stopped).toMatchObject({ ok: false, code: 'stopped' })
    const same = files.write('same.csv', `text,label\n${'a text,x\n'.repeat(200)}`)
    const refused = await loadDataset(dataOptions(same), textOptions(), 7, quiet, onDisk)
    expect(refused).toMatchObject({ ok: false, code: 'data-unusable' })
    expect(readdirSync(folder)).toEqual([])
    expect(openFiles() ?? 0).toBe(0)
  })

  it('are refused with a sentence when there are too many rows', async () => {
    const limits = { ...onDisk, rows: 100 }
    const loaded = await loadDataset(dataOptions(file), textOptions(), 7, quiet, limits)
    expect(loaded).toMatchObject({
      ok: false,
      code: 'data-unusable',
      message: expect.stringContaining('reviews.csv has more than 100 rows'),
    })
  })

  it('fail with a sentence on a disk that is full', async ({ skip }) => {
    const small = path.join(files.root, 'small')
    mkdirSync(small)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small])
    if (mounted.status !== 0) skip('a small disk cannot be mounted here')
    try {
      const limits = { ...onDisk, folder: small }
      const loaded = await loadDataset(dataOptions(file), textOptions(), 7, quiet, limits)
      expect(loaded).toMatchObject({ ok: false, code: 'disk-full' })
      if (!loaded.ok) expect(loaded.message).toContain('data.maximumRows')
      expect(readdirSync(small)).toEqual([])
    } finally {
      execFileSync('umount', [small])
    }
  })

  it('hear of a failing folder as a sentence', async () => {
    const limits = { ...onDisk, folder: path.join(file, 'scratch') }
    const loaded = await loadDataset(dataOptions(file), textOptions(), 7, quiet, limits)
    expect(loaded).toMatchObject({ ok: false, code: 'write-failed' })
  })
})

describe('very many different words', () => {
  it('lose the rare ones, keep the frequent ones with their ids, and say so', async () => {
    const file = files.write('words.csv', reviews(2000))
    const exact = await load(file, memoryLimits(), { vocabularySize: 23, sequenceLength: 30 })
    const dictionary = { tokens: 300, characters: 1e6 }
    for (const limits of [
      { ...memoryLimits(), dictionary },
      { ...onDisk, dictionary },
    ]) {
      const bounded = await load(file, limits, { vocabularySize: 23, sequenceLength: 30 })
      expect(new Set(bounded.vocabulary.tokens)).toEqual(new Set(exact.vocabulary.tokens))
      expect(bounded.report.notes?.at(-1)).toMatch(/too many different words .* dropped \d+ times/)
      const textOf = ({ vocabulary, validation }: EncodedDataset): string[] =>
        Array.from(validation.tokens.subarray(0, validation.tokens.length), (id) =>
          vocabulary.idOf(vocabulary.tokens[id]) === id ? vocabulary.tokens[id] : '?',
        )
      const [found, wanted] = [textOf(bounded), textOf(exact)]
      expect(found.length).toBe(wanted.length)
      const different = found.filter((token, index) => token !== wanted[index]).length
      expect(different / wanted.length).toBeLessThan(0.001)
      bounded.close?.()
    }
  })
})

describe('the sample for the baselines', () => {
  it('is all rows when they fit, else about as many as asked for, the same every time', async () => {
    const { training } = await load(files.write('sample.csv', csvOf(5000)), memoryLimits())
    expect(sampleRows(training, 1)).toHaveLength(training.count)
    const half = sampleRows(training, 1, training.tokens.length / 2)
    expect(half.length / training.count).toBeCloseTo(0.5, 1)
    expect(half).toEqual(half.toSorted())
    expect(sampleRows(training, 1, training.tokens.length / 2)).toEqual(half)
  })

  it('is told of in the title', async () => {
    const dataset = await load(files.write('titled.csv', csvOf(200)), memoryLimits())
    const [, linear] = await computeBaselines(dataset, quiet, 400)
    expect(linear.title).toMatch(/^Bag of words, logistic regression on \d+ drawn rows$/)
  })
})
