// What schemas find wrong is told without the schemas' own words.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { wrongPart } from '../../../src/worker/import/wrong-part'

const schema = z.object({
  list: z.array(z.string().min(1).max(3)).min(1).max(2).default(['a']),
  size: z.int().min(0).max(5000).default(0),
  file: z
    .string()
    .regex(/^[a-z]+$/)
    .default('a'),
  kind: z.enum(['one', 'other']).default('one'),
  inner: z.looseObject({ there: z.boolean() }).default({ there: true }),
})

describe('a file in which', () => {
  it.each<[value: unknown, clause: string]>([
    [7, 'its content is no object'],
    [{ list: 'a' }, 'list is no list'],
    [{ list: [] }, 'list is empty'],
    [{ list: ['a', 'b', 'c'] }, 'list has more than 2 entries'],
    [{ list: [''] }, 'list.0 is empty'],
    [{ list: ['abcd'] }, 'list.0 has more than 3 characters'],
    [{ list: [4] }, 'list.0 is no text'],
    [{ size: 0.5 }, 'size is no whole number'],
    [{ size: -1 }, 'size is less than 0'],
    [{ size: 5001 }, 'size is more than 5,000'],
    [{ file: '../a' }, 'file is no plain name of a file beside it'],
    [{ kind: 'third' }, 'kind is not what it should be'],
    [{ inner: {} }, 'inner.there is missing'],
    [{ inner: { there: 1 } }, 'inner.there is neither true nor false'],
  ])('%j is told of as "%s"', (value, clause) => {
    const [issue] = schema.safeParse(value).error?.issues ?? []
    expect(wrongPart(issue)).toBe(clause)
  })
})
