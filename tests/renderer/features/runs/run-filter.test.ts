import { describe, expect, it } from 'vitest'
import { searchRuns } from '#shared/domain/run-search'
import {
  bestOf,
  filterRuns,
  foldGroups,
  parseTags,
  sortRuns,
  tagsOf,
  type Sorting,
} from '../../../../src/renderer/src/features/runs/run-filter'
import { resumeWords } from '../../../../src/renderer/src/features/runs/resume-words'
import { listItem } from '../../state/scripted-lab'

const group = { id: 'cells', name: 'Cells and rates' }
const runs = [
  listItem('1', { name: 'Run 10', state: 'failed', bestValAccuracy: null, seconds: 3 }),
  listItem('2', { name: 'Run 9', group, tags: ['long'], bestValAccuracy: 0.7, seconds: 9 }),
  listItem('3', { name: 'Sample, GRU', starred: true, notes: 'The best so far', seconds: 1 }),
  listItem('4', { name: 'LSTM', group, tags: ['long', 'base'], bestValAccuracy: 0.95, seconds: 5 }),
]
const ids = (found: readonly { id: string }[]): string => found.map(({ id }) => id).join('')

describe('the list of runs', () => {
  it.each([
    ['', '1234'],
    [' sample  gru', '3'],
    ['failed', '1'],
    ['so far', '3'],
    ['LONG', '24'],
    ['cells lstm', '4'],
    ['absent', ''],
  ])('searched for "%s" is %s', (search, found) => {
    expect(ids(searchRuns(runs, search))).toBe(found)
  })

  const all = { state: null, isStarred: false, tag: null }
  it.each([
    [all, '1234'],
    [{ ...all, state: 'failed' as const }, '1'],
    [{ ...all, isStarred: true }, '3'],
    [{ ...all, tag: 'base' }, '4'],
    [{ ...all, tag: 'base', isStarred: true }, ''],
  ])('filtered by %o is %s', (filter, found) => {
    expect(ids(filterRuns(runs, filter))).toBe(found)
  })

  it.each<[Sorting, string]>([
    ['newest', '1234'],
    ['name', '4213'],
    ['best', '4321'],
    ['time', '2413'],
  ])('sorted by %s is %s', (sorting, order) => expect(ids(sortRuns(runs, sorting))).toBe(order))

  const linesOf = (shown: typeof runs, unfolded: string[]): string[] =>
    foldGroups(shown, new Set(unfolded)).map((line) =>
      line.type === 'run' ? `${line.inGroup ? '> ' : ''}${line.run.id}` : ids(line.runs),
    )
  it.each([
    ['folds a sweep where its first run is', runs, [], ['1', '24', '3']],
    ['unfolds it', runs, ['cells'], ['1', '24', '> 2', '> 4', '3']],
    ['folds none that has a single run left', runs.slice(0, 3), [], ['1', '2', '3']],
  ])('%s', (_, shown, unfolded, lines) => expect(linesOf(shown, unfolded)).toEqual(lines))

  it('knows its tags, the most used first, and the best of some', () => {
    expect(tagsOf(runs)).toEqual(['long', 'base'])
    const best = [runs, runs.slice(0, 1), []].map((some) => bestOf(some)?.best ?? null)
    expect(best).toEqual([0.95, null, null])
  })

  it.each([
    ['', []],
    [' a, b ,,a', ['a', 'b']],
    ['x'.repeat(60), ['x'.repeat(50)]],
  ])('takes the tags "%s"', (text, tags) => expect(parseTags(text)).toEqual(tags))
})

describe('a run that can go on', () => {
  const position = { step: 355, epoch: 3, stepInEpoch: 41, stepsPerEpoch: 1157 }
  it.each([
    [
      'Interrupted at epoch 3, batch 41 of 1,157. It goes on from the checkpoint there, up to epoch 8.',
      { state: 'interrupted', position, plannedEpochs: 8 } as const,
    ],
    [
      'Paused at epoch 3, batch 41 of 1,157. It goes on from there, up to epoch 8.',
      { state: 'paused', position, plannedEpochs: 8 } as const,
    ],
    [
      'Stopped at the end of epoch 2. It goes on from there, up to epoch 2,000.',
      { state: 'stopped', position: { ...position, stepInEpoch: 0 }, plannedEpochs: 2000 } as const,
    ],
    [
      'Failed. It goes on from its last checkpoint.',
      { state: 'failed', position: null, plannedEpochs: 8 } as const,
    ],
  ])('%s', (words, record) => expect(resumeWords({ record })).toBe(words))
})
