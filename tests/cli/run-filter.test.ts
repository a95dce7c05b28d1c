// Which runs the list shows and in which order.
import { describe, expect, it } from 'vitest'
import type { RunListItem } from '#shared/domain/run'
import { filterRuns, sortRuns, type RunFilter, type Sorting } from '../../src/cli/run-filter'

const item = (part: Partial<RunListItem>) =>
  ({
    notes: '',
    tags: [],
    group: null,
    starred: false,
    state: 'done',
    bestValAccuracy: null,
    seconds: 0,
    ...part,
  }) as unknown as RunListItem // what the list filters and sorts by depends on these alone

const group = { id: '20261121-cells-ab12', name: 'Cells' }
const runs = [
  item({
    id: 'a',
    name: 'Run 10',
    createdAt: '2026-11-03',
    tags: ['Small', 'old'],
    bestValAccuracy: 0.7,
    seconds: 3,
  }),
  item({
    id: 'b',
    name: 'Run 9',
    createdAt: '2026-11-01',
    notes: 'Overfits\nbadly.',
    group,
    starred: true,
    seconds: 2,
  }),
  item({
    id: 'c',
    name: 'LSTM',
    createdAt: '2026-11-02',
    state: 'failed',
    group,
    tags: ['small'],
    bestValAccuracy: 0.9,
    seconds: 1,
  }),
]
const ids = (list: readonly RunListItem[]) => list.map(({ id }) => id).join('')

describe('filtering', () => {
  it.each<[string, Partial<RunFilter>, string]>([
    ['nothing', {}, 'abc'],
    ['a word of the name, in any case', { search: 'lstm' }, 'c'],
    ['words of the notes, in any order', { search: ' badly overfits ' }, 'b'],
    ['words of different parts', { search: 'run old' }, 'a'],
    ['a word that is nowhere', { search: 'run none' }, ''],
    ['a word of the state', { search: 'failed' }, 'c'],
    ['a word of the group', { search: 'cells' }, 'bc'],
    ['a tag', { tag: ['small'] }, 'ac'],
    ['several tags', { tag: ['small', 'old'] }, 'a'],
    ['not a part of a tag', { tag: ['smal'] }, ''],
    ['a state', { state: 'failed' }, 'c'],
    ['a star', { starred: true }, 'b'],
    ['a group by its name', { group: 'cells' }, 'bc'],
    ['a group by the start of its id', { group: '20261121-cells' }, 'bc'],
    ['not a part of a group', { group: 'cell' }, ''],
    ['all together', { group: 'Cells', tag: ['small'], search: 'ls', state: 'failed' }, 'c'],
  ])('%s', (_what, filter, found) => {
    expect(ids(filterRuns(runs, { tag: [], ...filter }))).toBe(found)
  })
})

it.each<[Sorting, string]>([
  ['when', 'acb'],
  ['name', 'cba'],
  ['best', 'cab'],
  ['time', 'abc'],
  ['loss', 'bac'],
])('sorting by %s', (sorting, sorted) => {
  const losses: Record<string, number | null> = { a: 0.5, b: 0.2, c: null }
  const known = runs.map((run) => ({ ...run, bestValLoss: losses[run.id] }))
  expect(ids(sortRuns(known, sorting))).toBe(sorted)
})
