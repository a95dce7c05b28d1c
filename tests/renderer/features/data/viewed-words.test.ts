// How what the network sees of a text is grouped and worded.
import { describe, expect, it } from 'vitest'
import type { ViewedToken } from '#shared/domain/text-view'
import {
  countsLine,
  groupTokens,
  shownToken,
} from '../../../../src/renderer/src/features/data/viewed-words'

const token = (role: ViewedToken['role'], id = 5): ViewedToken => ({ token: 'a', id, role })

describe('tokens', () => {
  it('stand together by what the network makes of them', () => {
    const roles = ['padding', 'padding', 'special', 'token', 'unknown', 'cut', 'cut'] as const
    const groups = groupTokens(roles.map((role) => token(role)))
    expect(groups.map(({ kind, tokens }) => [kind, tokens.length])).toEqual([
      ['padding', 2],
      ['seen', 3],
      ['cut', 2],
    ])
    expect(groupTokens([])).toEqual([])
  })

  it.each([
    [' ', '␣'],
    ['\n', '⏎'],
    ['Ġthe', '␣the'],
    ['Ċ', '⏎'],
    ['\t', '⇥'],
    ['word', 'word'],
  ])('%j is shown as %j', (written, shown) => {
    expect(shownToken(written)).toBe(shown)
  })
})

describe('the line of counts', () => {
  it('leaves out what there is none of', () => {
    expect(countsLine({ tokens: 1, unknown: 0, cut: 0, padding: 0 })).toBe('1 token')
    expect(countsLine({ tokens: 1200, unknown: 3, cut: 700, padding: 2 })).toBe(
      '1,200 tokens, 3 unknown, 700 cut off, 2 padding',
    )
  })
})
