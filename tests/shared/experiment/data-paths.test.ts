// The paths that data name, with their keys.
import { expect, it } from 'vitest'
import { dataSchema } from '#shared/experiment/data'
import { describeSource, namedPathsOf, withPaths } from '#shared/experiment/data-paths'

const data = dataSchema.parse({ path: 'a', morePaths: ['b', 'c'], testPath: 'd' })
const made = dataSchema.parse({ generator: { type: 'dates' } })

it('names each path by its key, and what is not given not at all', () => {
  expect(namedPathsOf(data)).toEqual([
    { key: 'data.path', path: 'a' },
    { key: 'data.morePaths.0', path: 'b' },
    { key: 'data.morePaths.1', path: 'c' },
    { key: 'data.testPath', path: 'd' },
  ])
  expect(namedPathsOf(made)).toEqual([])
})

it('changes each of them and nothing else', () => {
  const changed = { ...data, path: '/a', morePaths: ['/b', '/c'], testPath: '/d' }
  expect(withPaths(data, (path) => `/${path}`)).toEqual(changed)
  expect(withPaths(made, (path) => `/${path}`)).toEqual(made)
})

it('says where data come from', () => {
  expect(describeSource(data)).toBe('a, b, c, tested on d')
  expect(describeSource(made)).toBe('generated dates')
})
