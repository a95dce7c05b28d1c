// What is said of scores and of word maps, in the page and in the files.
import { describe, expect, it } from 'vitest'
import type { Attribution, EmbeddingMap } from '#shared/domain/inside/words'
import {
  countOptions,
  mapCsv,
  mapLabel,
  readingWords,
} from '../../../../../src/renderer/src/features/inspect/words/map-words'
import { mapSvg } from '../../../../../src/renderer/src/features/inspect/words/map-picture'
import {
  labelOptions,
  outputOptions,
} from '../../../../../src/renderer/src/features/inspect/words/output-options'
import {
  explainedWords,
  largestScores,
  magnitudeOf,
  residualWords,
  scoresCsv,
  signed,
  sumWords,
} from '../../../../../src/renderer/src/features/inspect/words/score-words'
import { scoresSvg } from '../../../../../src/renderer/src/features/inspect/words/scores-picture'
import { epochWords } from '../../../../../src/renderer/src/features/inspect/words/epoch-words'

const attribution: Attribution = {
  tokens: ['not', '<good>', '=1'],
  scores: Float32Array.of(-0.5, 1.25, 0),
  label: 'positive',
  probability: 0.8,
  residual: 0.0004,
}
const coloring = { kind: 'diverging', domain: [-1.25, 1.25], theme: 'light' } as const

describe('scores', () => {
  it('have a sign that shows', () => {
    expect([0.5, -0.25, 0, -0.0001].map(signed)).toEqual(['+0.500', '-0.250', '0.000', '0.000'])
  })

  it('sum to what the tokens changed', () => {
    // 0.8 e^-0.75
    expect(sumWords(attribution)).toBe(
      'All scores together: +0.750. With padding in place of every token the probability of positive would be 38 %; with them it is 80 %.',
    )
    const number = { ...attribution, label: '4.5', probability: null }
    expect(sumWords(number)).toMatch(/would be 3\.750; with them it is 4\.500\.$/)
    expect(explainedWords(number)).toBe('the answer 4.500')
    expect(sumWords({ ...attribution, residual: null })).toMatch(/has no meaning of its own/)
  })

  it('say how far they are off', () => {
    expect(residualWords(attribution)).toMatch(/miss it by less than 0\.1 %\.$/)
    expect(residualWords({ residual: 0.05 })).toMatch(/but they miss it by 5\.0 %: more steps/)
    expect(residualWords({ residual: null })).toBeNull()
  })

  it('are ranked by size, whatever their sign', () => {
    expect(largestScores(attribution, 2).map(({ place, score }) => [place, score])).toEqual([
      [1, 1.25],
      [0, -0.5],
    ])
    expect(magnitudeOf(attribution)).toBe(1.25)
  })

  it('are saved with their tokens, none of them as a formula or as markup', () => {
    expect(scoresCsv(attribution)).toBe(
      'position,token,score\r\n1,not,-0.5\r\n2,<good>,1.25\r\n3,"\'=1",0\r\n',
    )
    const svg = scoresSvg(attribution, { title: 'A & B', unit: 'part', coloring })
    expect(svg).toContain('&lt;good&gt;')
    expect(svg).toContain('A &amp; B')
    expect(svg).toContain('+1.250')
  })

  it('of a long text take several lines', () => {
    const tokens = Array.from({ length: 200 }, (_, at) => `token${at}`)
    const long = { ...attribution, tokens, scores: new Float32Array(200) }
    const svg = scoresSvg(long, { title: 'Long', unit: 'part', coloring })
    const right = [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="24"/g)]
    expect(right).toHaveLength(200)
    for (const [, x, width] of right) expect(Number(x) + Number(width)).toBeLessThanOrEqual(900)
  })
})

describe('choices', () => {
  const source = {
    tokens: ['a', 'dog'].map((token, id) => ({ token, id, isUnknown: false })),
    ...{ paddingBefore: 0, paddingAfter: 0, cut: 0 },
  }
  const top = [
    { label: 'NOUN', probability: 0.9 },
    { label: 'VERB', probability: 0.1 },
  ]
  const outputs = [
    { axis: 'source', at: 0, top },
    { axis: 'source', at: 1, top },
  ] as const

  it.each([
    ['tagging', '2. dog: NOUN'],
    ['language-model', '2. after "dog": NOUN'],
    ['seq2seq', '2. written: NOUN'],
    ['classification', '2. NOUN'],
  ] as const)('of outputs: %s', (task, words) => {
    expect(outputOptions({ outputs, source, target: null }, task)[1]).toEqual({
      ...{ value: 1, label: words },
    })
  })

  it('of labels: the likeliest, then each; none of a number', () => {
    expect(labelOptions(outputs[0]).map(({ value }) => value)).toEqual([null, 'NOUN', 'VERB'])
    const number = { axis: 'source', at: 0, top: [{ label: '4', probability: null }] } as const
    expect(labelOptions(number)).toEqual([])
    expect(labelOptions(undefined)).toEqual([])
  })

  it('of how many tokens: no more than it takes, and fewer by UMAP', () => {
    expect(countOptions(800, 'pca').map(({ value }) => value)).toEqual([250, 1000])
    expect(countOptions(60, 'pca').map(({ value }) => value)).toEqual([250])
    expect(countOptions(20_000, 'pca').at(-1)?.value).toBe(20_000)
    expect(countOptions(20_000, 'umap').at(-1)?.value).toBe(5000)
  })
})

describe('a word map', () => {
  const map: EmbeddingMap = {
    tokens: [
      { token: 'a,b', id: 3 },
      { token: 'c', id: 4 },
    ],
    x: Float32Array.of(0, 1),
    y: Float32Array.of(2, -1),
    norms: Float32Array.of(0.5, 1),
    variance: [0.4, 0.025],
  }

  it('says how to read it', () => {
    expect(readingWords(map)).toMatch(/they hold 40 % and 2\.5 % of the variance/)
    expect(readingWords({ variance: null })).toMatch(/UMAP keeps near embeddings together/)
    expect(mapLabel(map, epochWords(0))).toBe(
      'Embeddings of 2 tokens on a plane by PCA, before training',
    )
    expect(epochWords(3)).toBe('after epoch 3')
  })

  it('is saved with every token, and drawn with those in sight', () => {
    expect(mapCsv(map)).toBe('token,id,x,y,norm\r\n"a,b",3,0,2,0.5\r\nc,4,1,-1,1\r\n')
    const size = { width: 300, height: 200 }
    const scale = { kind: 'sequential', domain: [0, 1], theme: 'dark' } as const
    const frame = { center: { x: 0, y: 2 }, scale: 60 }
    const svg = mapSvg({ map, title: 'T', frame, size, coloring: scale, important: [] })
    expect(svg).toContain('>a,b<')
    expect(svg).not.toContain('>c<')
    expect(svg.match(/<circle/g)).toHaveLength(1)
  })
})
