// Texts of any length stand in the columns that there are, the middle folded around what is looked at.
import { describe, expect, it } from 'vitest'
import {
  foldTokens,
  keepInView,
  leastColumns,
  shareColumns,
  withPadding,
  type Column,
} from '../../../../../src/renderer/src/features/inspect/unrolled/fold-columns'

/** "0 1 (2-87) 88 89" */
const show = (columns: readonly Column[]): string =>
  columns
    .map((column) => {
      if (column.kind === 'token') return String(column.token)
      return column.kind === 'fold'
        ? `(${column.from}-${column.to - 1})`
        : `${column.side}:${column.count}`
    })
    .join(' ')

describe('folding', () => {
  it.each([
    { tokens: 3, capacity: 9, focus: 0, shown: '0 1 2' },
    { tokens: 9, capacity: 9, focus: 4, shown: '0 1 2 3 4 5 6 7 8' },
    { tokens: 500, capacity: 9, focus: 0, shown: '0 1 2 3 4 5 (6-497) 498 499' },
    { tokens: 500, capacity: 9, focus: 250, shown: '0 1 (2-247) 248 249 250 (251-497) 498 499' },
    { tokens: 500, capacity: 9, focus: 499, shown: '0 1 2 3 4 5 (6-497) 498 499' },
    { tokens: 11, capacity: 10, focus: 5, shown: '0 1 2 3 4 5 6 (7-8) 9 10' },
  ])(
    'shows $shown of $tokens tokens, with $focus in focus',
    ({ tokens, capacity, focus, shown }) => {
      expect(show(foldTokens(tokens, capacity, keepInView(0, focus, tokens, capacity)))).toBe(shown)
    },
  )

  it('covers every token once, in order, in no more columns than there are, wherever the focus is', () => {
    for (const tokens of [3, 9, 10, 11, 12, 30, 60, 61, 500])
      for (const capacity of [leastColumns, 10, 16, 17, 60])
        for (let focus = 0; focus < tokens; focus++) {
          const columns = foldTokens(tokens, capacity, keepInView(0, focus, tokens, capacity))
          const covered = columns.flatMap((column) => {
            if (column.kind === 'token') return [column.token]
            if (column.kind === 'padding') return []
            expect(column.to - column.from).toBeGreaterThan(1)
            return Array.from({ length: column.to - column.from }, (_, at) => column.from + at)
          })
          expect(covered).toEqual(Array.from({ length: tokens }, (_, token) => token))
          expect(columns.length).toBeLessThanOrEqual(capacity)
          expect(columns).toContainEqual({ kind: 'token', token: focus })
        }
  })

  it('moves the unfolded stretch only as far as the focus makes it', () => {
    const at = keepInView(0, 100, 500, 13)
    expect(keepInView(at, 99, 500, 13)).toBe(at)
    expect(keepInView(at, 101, 500, 13)).toBe(at + 1)
    expect(keepInView(at, at - 1, 500, 13)).toBe(at - 1)
    // The ends are in view anyway.
    expect(keepInView(at, 0, 500, 13)).toBe(at)
    expect(keepInView(at, 499, 500, 13)).toBe(at)
  })
})

it('folds padding into one column that says how much', () => {
  const columns = withPadding(foldTokens(3, 9, 0), { paddingBefore: 497, paddingAfter: 0 })
  expect(show(columns)).toBe('before:497 0 1 2')
  expect(show(withPadding(foldTokens(3, 9, 0), { paddingBefore: 0, paddingAfter: 2 }))).toBe(
    '0 1 2 after:2',
  )
})

it.each([
  { capacity: 30, source: 10, target: 12, shared: [10, 20] },
  { capacity: 30, source: 100, target: 12, shared: [18, 12] },
  { capacity: 30, source: 100, target: 100, shared: [15, 15] },
  { capacity: 5, source: 100, target: 100, shared: [7, 7] },
])(
  'shares $capacity columns between $source and $target tokens',
  ({ capacity, source, target, shared }) => {
    expect(shareColumns(capacity, source, target)).toEqual(shared)
  },
)
