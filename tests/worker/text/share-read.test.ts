// How much has been read: by bytes, by rows where only so many are wanted, or not known.
import { expect, it } from 'vitest'
import { shareRead } from '../../../src/worker/text/share-read'

it.each([
  [{ done: 20, total: 80 }, 7, null, 0.25],
  [{ done: 20, total: 80 }, 50, 100, 0.5],
  [{ done: 20, total: 80 }, 5, 100, 0.25],
  [{ done: 20, total: null }, 5, 100, 0.05],
  [{ done: 20, total: null }, 5, null, null],
  [{ done: 0, total: 0 }, 0, null, null],
])('of %j with %d rows of %s is %s', (meter, rows, maximumRows, share) => {
  expect(shareRead(meter, rows, maximumRows)).toBe(share)
})
