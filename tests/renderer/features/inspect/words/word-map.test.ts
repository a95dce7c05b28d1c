// A word map as a person moves over it: what shows, which words have labels, and which word is meant.
import { describe, expect, it } from 'vitest'
import {
  searchWords,
  wordAt,
  wordTowards,
} from '../../../../../src/renderer/src/features/inspect/words/find-word'
import {
  longestFirst,
  placeLabels,
} from '../../../../../src/renderer/src/features/inspect/words/place-labels'
import {
  boundsOf,
  fitted,
  onPlot,
  unionOf,
  WordMapView,
} from '../../../../../src/renderer/src/features/inspect/words/word-map-view.svelte'

const size = { width: 400, height: 300 }
const bounds = boundsOf([0, 10, 4], [0, 5, -5])

describe('what shows', () => {
  const view = () =>
    new WordMapView(
      () => bounds,
      () => size,
    )
  const middle = { x: 200, y: 150 }

  it('is everything, with the same scale both ways', () => {
    const frame = fitted(bounds, size)
    for (const [x, y] of [
      [0, 0],
      [10, 5],
      [4, -5],
    ]) {
      const at = onPlot(frame, size, { x, y })
      expect(at.x).toBeGreaterThan(30)
      expect(at.x).toBeLessThan(370)
      expect(at.y).toBeGreaterThan(30)
      expect(at.y).toBeLessThan(270)
    }
    expect(onPlot(frame, size, { x: 4, y: 5 }).y).toBeLessThan(
      onPlot(frame, size, { x: 4, y: 0 }).y,
    )
  })

  it('is a point for words that all lie on one place, and for none', () => {
    expect(onPlot(fitted(boundsOf([3], [4]), size), size, { x: 3, y: 4 })).toEqual(middle)
    expect(Number.isFinite(fitted(boundsOf([], []), size).scale)).toBe(true)
  })

  it('keeps the place at the pointer when zoomed, and is everything again when zoomed out', () => {
    const zoomed = view()
    const place = { x: 8, y: 2 }
    const before = onPlot(zoomed.frame, size, place)
    zoomed.zoom(3, before)
    const after = onPlot(zoomed.frame, size, place)
    expect(after.x).toBeCloseTo(before.x, 6)
    expect(after.y).toBeCloseTo(before.y, 6)
    expect(zoomed.isWhole).toBe(false)
    zoomed.zoom(0.1)
    expect(zoomed.isWhole).toBe(true)
  })

  it('moves with the hand', () => {
    const panned = view()
    const before = onPlot(panned.frame, size, { x: 1, y: 1 })
    panned.pan(30, -20)
    const after = onPlot(panned.frame, size, { x: 1, y: 1 })
    expect([after.x - before.x, after.y - before.y].map(Math.round)).toEqual([30, -20])
  })

  it('brings a word that was found to the middle, and one that is out of sight into it', () => {
    const found = view()
    found.centre({ x: 10, y: 5 })
    expect(onPlot(found.frame, size, { x: 10, y: 5 })).toEqual(middle)
    const { frame } = found
    found.reveal({ x: 10, y: 5 })
    expect(found.frame).toBe(frame)
    found.reveal({ x: 0, y: 0 })
    expect(onPlot(found.frame, size, { x: 0, y: 0 })).toEqual(middle)
  })

  it('covers the maps of all epochs', () => {
    expect(unionOf(boundsOf([0, 1], [0, 1]), boundsOf([-2, 0.5], [0, 3]))).toEqual({
      ...{ left: -2, right: 1, bottom: 0, top: 3 },
    })
  })
})

describe('labels', () => {
  const options = { size, height: 12, measure: () => 50, most: 100 }

  it('do not lie on one another, the first come first', () => {
    const points = Array.from({ length: 200 }, (_, at) => ({
      x: (at * 37) % 400,
      y: (at * 91) % 300,
    }))
    const order = points.map((_, word) => word)
    const labels = placeLabels(order, (word) => points[word], options)
    expect(labels.length).toBeGreaterThan(20)
    expect(labels[0].word).toBe(0)
    for (const one of labels)
      for (const other of labels)
        if (one !== other)
          expect(
            Math.abs(one.y - other.y) >= 12 ||
              one.x + one.width <= other.x ||
              other.x + other.width <= one.x,
          ).toBe(true)
    for (const { x, width } of labels) expect(x >= 0 && x + width <= 400).toBe(true)
  })

  it('come first for words with long embeddings', () => {
    expect(longestFirst(Float32Array.of(0.5, 2, 0.1, 1))).toEqual([1, 3, 0, 2])
  })

  it('stand at the left where there is no room at the right, and come once', () => {
    const labels = placeLabels([0, 0, 1], (word) => ({ x: word === 0 ? 390 : 10, y: 50 }), options)
    expect(labels.map(({ word, x }) => [word, Math.round(x)])).toEqual([
      [0, 331],
      [1, 19],
    ])
  })

  it('are left out beyond the plot and beyond the number asked for', () => {
    expect(placeLabels([0], () => ({ x: -5, y: 10 }), options)).toEqual([])
    const few = placeLabels([0, 1, 2], (word) => ({ x: 10, y: 40 * (word + 1) }), {
      ...options,
      most: 2,
    })
    expect(few.map(({ word }) => word)).toEqual([0, 1])
  })
})

describe('finding a word', () => {
  const points = [
    { x: 100, y: 100 },
    { x: 140, y: 105 },
    { x: 100, y: 60 },
    { x: 300, y: 100 },
  ]

  it('at the pointer, within reach', () => {
    expect(wordAt(points, { x: 136, y: 108 }, 10)).toBe(1)
    expect(wordAt(points, { x: 200, y: 200 }, 10)).toBeNull()
  })

  it.each([
    ['right', 1],
    ['up', 2],
    ['left', null],
    ['down', null],
  ] as const)('%s of another one', (heading, found) => {
    expect(wordTowards(points, 0, heading)).toBe(found)
  })

  it('by what was typed: the same, then its beginnings, then what contains it', () => {
    const words = ['ungood', 'goods', 'bad', 'Good', 'goodness']
    expect(searchWords(words, ' good ', 10)).toEqual([3, 1, 4, 0])
    expect(searchWords(words, 'good', 2)).toEqual([3, 1])
    expect(searchWords(words, '', 10)).toEqual([])
  })
})
