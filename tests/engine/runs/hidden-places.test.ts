// Paths of this computer in a run's texts become names; what only looks like one stays.
import { expect, it } from 'vitest'
import { parseExperiment } from '#shared/experiment/parse'
import { hidingPlaces } from '../../../src/engine/runs/hidden-places'
import { experimentOn, unwrap } from '../sample'

function hiding(path: string, more: object = {}): (text: string) => string {
  const experiment = experimentOn(path)
  return hidingPlaces(
    '/home/me/runs/a-run',
    unwrap(parseExperiment({ ...experiment, data: { ...experiment.data, ...more } })),
  )
}

it.each([
  ['Started with /data/reviews.csv.', 'Started with reviews.csv.'],
  ['"/data/reviews.csv"', '"reviews.csv"'],
  ['/data/reviews.csv, tested on /data/test.csv', 'reviews.csv, tested on test.csv'],
  ['Wrote /home/me/runs/a-run/model', 'Wrote a-run/model'],
  ['/data/reviews.csv2 and my/data/reviews.csv', '/data/reviews.csv2 and my/data/reviews.csv'],
])('of %s', (text, expected) => {
  expect(hiding('/data/reviews.csv', { testPath: '/data/test.csv' })(text)).toBe(expected)
})

it('takes Windows paths out of text and of JSON', () => {
  const hide = hiding('C:\\Users\\me\\reviews.csv')
  expect(hide('Started with C:\\Users\\me\\reviews.csv.')).toBe('Started with reviews.csv.')
  expect(hide('{"path":"C:\\\\Users\\\\me\\\\reviews.csv"}')).toBe('{"path":"reviews.csv"}')
})

it('takes a short path for what it is only where it stands by itself', () => {
  expect(hiding('/d')('n/a, n/d, /d and /data')).toBe('n/a, n/d, d and /data')
})
