// Numbers and times as people read them.
import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatShape,
  formatShare,
} from '#shared/domain/format'

describe('format', () => {
  it.each<[string, string]>([
    [formatCount(328353), '328,353'],
    [formatDuration(0.42), '0.4 s'],
    [formatDuration(72), '1 min 12 s'],
    [formatDuration(59.6), '1 min 0 s'],
    [formatDuration(7500), '2 h 5 min'],
    [formatDuration(Number.NaN), 'unknown'],
    [formatBytes(13_378_505), '13 MB'],
    [formatBytes(999), '999 B'],
    [formatBytes(1_300_000), '1.3 MB'],
    [formatShape([null, 500, 32]), '(None, 500, 32)'],
    [formatShape([null]), '(None,)'],
    [formatShare(0.125), '13 %'],
    [formatShare(0.0423), '4.2 %'],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected)
  })
})
