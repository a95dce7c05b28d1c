// Embeddings on a plane, their neighbours, and what is refused.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { embeddingMapRequestSchema, neighboursRequestSchema } from '#shared/domain/inside/words'
import { startBackend, tf } from '../../../src/worker/backend'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { embeddingMap } from '../../../src/worker/inspection/embedding-map'
import { neighbours } from '../../../src/worker/inspection/neighbours'
import { snapshotFormat, snapshotName } from '../../../src/worker/recorder/snapshots'
import { writeSafetensors } from '../../../src/worker/safetensors'
import { seededRandom } from '../../../src/worker/text/random'
import { runOfWords, setVectors } from './embedding-run'

const words = Array.from({ length: 40 }, (_, at) => `word${at}`)
const quiet = { onProgress: () => {}, isStopped: () => false }
let run: LoadedRun
let folder = ''
let tensors = 0

const map = (changes: object) =>
  embeddingMap(
    run,
    embeddingMapRequestSchema.parse({ requestId: '1', method: 'pca', ...changes }),
    quiet,
  )
const near = (changes: object) => neighbours(run, neighboursRequestSchema.parse(changes))

/** 12 numbers a word: wide along the third, less along the first, a little of everything else. */
function spread(seed: number): number[][] {
  const random = seededRandom(seed)
  const stretch = (at: number) => (at === 2 ? 10 : at === 0 ? 3 : 0.1)
  return words.map(() => Array.from({ length: 12 }, (_, at) => (random() - 0.5) * stretch(at)))
}

async function writeSnapshot(epoch: number, vectors: readonly (readonly number[])[]) {
  const [{ originalName, shape }] = run.model.layers[0].weights
  const values = new Float32Array(44 * 12)
  for (const [at, vector] of vectors.entries()) values.set(vector, (at + 4) * 12)
  const metadata = { format: snapshotFormat, epoch: String(epoch), step: '0' }
  const stored = new Map([[originalName, { shape: shape.map(Number), values }]])
  await mkdir(join(folder, 'snapshots'), { recursive: true })
  const file = join(folder, 'snapshots', snapshotName(epoch))
  await writeFile(file, writeSafetensors({ tensors: stored, metadata }))
}

beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'unroll-words-'))
  run = runOfWords(words, folder)
  tensors = tf.memory().numTensors
})
afterEach(() => expect(tf.memory().numTensors).toBe(tensors))
afterAll(async () => {
  run.model.dispose()
  await rm(folder, { recursive: true, force: true })
})

describe('the map by PCA', () => {
  it('lies along the axes of most variance, with the shares that they hold', async () => {
    const vectors = spread(1)
    setVectors(run, vectors)
    const answer = await map({})
    if (!answer.ok) throw new Error(answer.message)
    const { tokens, x, y, norms, variance } = answer.value
    expect(tokens.map(({ token }) => token)).toEqual(words)
    expect(tokens[0].id).toBe(4)
    const mean = (at: number) => vectors.reduce((sum, one) => sum + one[at], 0) / vectors.length
    for (const [word, vector] of vectors.entries()) {
      expect(Math.abs(x[word] - (vector[2] - mean(2)))).toBeLessThan(0.15)
      expect(Math.abs(y[word] - (vector[0] - mean(0)))).toBeLessThan(0.25)
      expect(norms[word]).toBeCloseTo(Math.hypot(...vector), 5)
    }
    const [first, second] = variance ?? [0, 0]
    expect(first).toBeGreaterThan(0.85)
    expect(first + second).toBeGreaterThan(0.98)
    expect(first + second).toBeLessThanOrEqual(1)
  })

  it('holds the most frequent tokens only', async () => {
    setVectors(run, spread(1))
    const answer = await map({ tokens: 10 })
    expect(answer.ok && answer.value.tokens.map(({ token }) => token)).toEqual(words.slice(0, 10))
  })

  it('keeps the axes of the kept model for the snapshot of an epoch', async () => {
    const kept = spread(1)
    setVectors(run, kept)
    // Turned about and moved: axes of its own would show it as the kept one.
    const moved = kept.map((vector) => vector.map((one, at) => (at === 2 ? 5 - one : one)))
    await writeSnapshot(3, moved)
    const [now, then] = [await map({}), await map({ snapshot: 3 })]
    if (!now.ok || !then.ok) throw new Error('no map')
    const center = kept.reduce((sum, one) => sum + one[2], 0) / kept.length
    for (const [word, x] of now.value.x.entries()) {
      const mirrored = 5 - 2 * center - x
      expect(Math.abs(then.value.x[word] - mirrored)).toBeLessThan(0.3)
    }
  })

  it('shows vectors that are all the same as one point', async () => {
    setVectors(
      run,
      words.map(() => [1, 2]),
    )
    const answer = await map({})
    if (!answer.ok) throw new Error(answer.message)
    expect([...answer.value.x, ...answer.value.y].every((one) => Math.abs(one) < 1e-6)).toBe(true)
    expect(answer.value.variance).toEqual([0, 0])
  })

  it('says which epochs there are when one is asked for that there is not', async () => {
    await writeSnapshot(3, spread(1))
    expect(await map({ snapshot: 7 })).toMatchObject({ ok: false, code: 'run-unreadable' })
    const other = writeSafetensors({
      tensors: new Map(),
      metadata: { format: snapshotFormat, epoch: '5', step: '0' },
    })
    await writeFile(join(folder, 'snapshots', snapshotName(5)), other)
    const answer = await map({ snapshot: 5 })
    expect(answer.ok ? '' : answer.message).toMatch(/epoch 5 .* choose another epoch/)
  })

  it('refuses the decoder of a run that has none', async () => {
    expect(await map({ part: 'decoder' })).toMatchObject({ ok: false, code: 'run-unreadable' })
  })
})

describe('the map by UMAP', () => {
  /** Two bundles of vectors, square to each other. */
  const bundles = () => {
    const random = seededRandom(4)
    return words.map((_, word) =>
      Array.from({ length: 12 }, (_, at) => (at === word % 2 ? 1 : 0) + 0.1 * random()),
    )
  }

  it('keeps near vectors together, and gives the same picture again', async () => {
    setVectors(run, bundles())
    const [one, again] = [await map({ method: 'umap' }), await map({ method: 'umap' })]
    if (!one.ok || !again.ok) throw new Error('no map')
    expect(one.value.variance).toBeNull()
    expect(again.value).toEqual(one.value)
    const { x, y } = one.value
    const apart = (a: number, b: number) => Math.hypot(x[a] - x[b], y[a] - y[b])
    const nearest = words.map((_, word) => {
      const others = words.map((_, other) => other).filter((other) => other !== word)
      return others.reduce((best, other) => (apart(word, other) < apart(word, best) ? other : best))
    })
    expect(nearest.every((other, word) => other % 2 === word % 2)).toBe(true)
  })

  it('tells its progress and can be stopped', async () => {
    setVectors(run, bundles())
    const told: string[] = []
    const request = embeddingMapRequestSchema.parse({ requestId: '1', method: 'umap' })
    const control = {
      onProgress: ({ phase, unit }: { phase: string; unit: string }) => told.push(phase + unit),
      isStopped: () => told.length > 0,
    }
    const answer = await embeddingMap(run, request, control)
    expect(answer).toMatchObject({ ok: false, code: 'stopped' })
    expect(told).toEqual(['inspectingsteps'])
  })

  it.each([
    ['the same', [1, 2]],
    ['zero', []],
  ])('gives places to vectors that are all %s', async (_, vector) => {
    setVectors(
      run,
      words.map(() => vector),
    )
    const answer = await map({ method: 'umap' })
    if (!answer.ok) throw new Error(answer.message)
    expect([...answer.value.x, ...answer.value.y].every(Number.isFinite)).toBe(true)
  })
})

describe('neighbours', () => {
  const ways = [[1], [2, 0.1], [0, 1], [-1], [1, 1]]

  it('are ordered by cosine, whatever the lengths', async () => {
    setVectors(run, ways)
    const answer = await near({ token: 'word0', count: 4 })
    if (!answer.ok) throw new Error(answer.message)
    expect(answer.value.slice(0, 2).map(({ token }) => token)).toEqual(['word1', 'word4'])
    expect(answer.value[0].similarity).toBeCloseTo(2 / Math.hypot(2, 0.1), 6)
    expect(answer.value[1].similarity).toBeCloseTo(Math.SQRT1_2, 6)
    const all = await near({ token: 'word0', count: 100 })
    expect(all.ok && all.value).toHaveLength(39)
    expect(all.ok && all.value[38]).toEqual({ token: 'word3', id: 7, similarity: -1 })
  })

  it('are of the snapshot that was asked for', async () => {
    setVectors(run, ways)
    await writeSnapshot(0, [[1], [-1], [0, 1], [2]])
    const answer = await near({ token: 'word0', count: 1, snapshot: 0 })
    expect(answer.ok && answer.value[0].token).toBe('word3')
  })

  it('reads a token as texts are read', async () => {
    setVectors(run, ways)
    expect(await near({ token: 'WORD0' })).toEqual(await near({ token: 'word0' }))
  })

  it('refuses a token that the vocabulary does not hold, with near spellings', async () => {
    const answer = await near({ token: 'wort7' })
    expect(answer.ok ? '' : answer.message).toMatch(
      /does not hold "wort7"; near spellings that it has: "word7"/,
    )
    expect(await near({ token: '<pad>' })).toMatchObject({ ok: false, code: 'run-unreadable' })
    const far = await near({ token: 'quixotic' })
    expect(far.ok ? '' : far.message).toMatch(/choose one that the training texts often had/)
  })
})
