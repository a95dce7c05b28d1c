// Data that the lab makes itself: right, the same for the same seed, and without a pair twice.
import { describe, expect, it } from 'vitest'
import { addition } from '../../../../src/worker/tasks/seq2seq/generators/addition'
import { dates } from '../../../../src/worker/tasks/seq2seq/generators/dates'

describe('dates', () => {
  const pairs = [...dates(12_000, 1)]

  it('writes each date as it is', () => {
    expect(pairs).toHaveLength(12_000)
    for (const { source, target } of pairs.slice(0, 2000)) {
      const [year, month, day] = target.split('-').map(Number)
      const date = new Date(Date.UTC(year, month - 1, day))
      expect(date.toISOString().slice(0, 10)).toBe(target)
      expect(source).toContain(String(year))
      const weekday = date.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' })
      const named = /^[A-Z][a-z]+day/.exec(source)?.[0]
      if (named) expect(named).toBe(weekday)
      const name = date.toLocaleDateString('en', { month: 'short', timeZone: 'UTC' })
      if (/[a-z]{3}/i.test(source.replace(/[A-Z][a-z]+day/, '')))
        expect(source.toLowerCase()).toContain(name.toLowerCase())
      else expect(source.match(/\d+/g)?.map(Number)).toEqual(expect.arrayContaining([month, day]))
    }
  })

  it('writes no date twice, so that none to validate on is trained on', () => {
    expect(new Set(pairs.map(({ target }) => target)).size).toBe(pairs.length)
  })

  it('knows ordinals', () => {
    const ordinals = new Set(
      pairs.flatMap(({ source }) => /\d+(?:st|nd|rd|th)/.exec(source)?.[0] ?? []),
    )
    expect(
      [...ordinals].filter((one) => !/^(?:1|21|31)st$|^(?:2|22)nd$|^(?:3|23)rd$|th$/.test(one)),
    ).toEqual([])
    expect(ordinals).toContain('11th')
    expect(ordinals).toContain('22nd')
  })

  it('is the same for the same seed alone', () => {
    expect([...dates(100, 1)]).toEqual(pairs.slice(0, 100))
    expect([...dates(100, 2)]).not.toEqual(pairs.slice(0, 100))
  })

  it('writes no source twice where dates come again', () => {
    const many = [...dates(200_000, 3)].map(({ source }) => source)
    expect(many).toHaveLength(200_000)
    expect(new Set(many).size).toBe(many.length)
  })
})

describe('addition', () => {
  it('adds, and adds no two numbers twice', () => {
    const seen = new Set<string>()
    for (const { source, target } of addition(5000, 3, 1)) {
      const [one, other] = source.split('+').map(Number)
      expect(one + other).toBe(Number(target))
      seen.add([Math.min(one, other), Math.max(one, other)].join('+'))
    }
    expect(seen.size).toBe(5000)
  })

  it('ends when there are no more sums', () => {
    expect([...addition(1000, 1, 1)]).toHaveLength(55)
  })

  it('takes numbers of nine digits', () => {
    const [{ source, target }] = addition(1, 9, 5)
    expect(source.split('+').reduce((sum, one) => sum + Number(one), 0)).toBe(Number(target))
  })
})
