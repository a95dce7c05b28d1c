// A document is cut into pieces that are the document again, wherever its bytes were cut.
import { describe, expect, it } from 'vitest'
import { PieceCutter } from '../../../../src/worker/text/readers/document-pieces'
import { seededRandom } from '../../../../src/worker/text/random'

/** The pieces of a text that comes in parts of the lengths that `next` gives. */
function piecesOf(text: string, next: () => number): string[] {
  const cutter = new PieceCutter()
  const pieces: string[] = []
  for (let at = 0; at < text.length;) {
    const to = Math.min(text.length, at + next())
    pieces.push(...cutter.add(text.slice(at, to)))
    at = to
  }
  return [...pieces, cutter.end()]
}

const lines = Array.from({ length: 9000 }, (_, line) => `line ${line} of many, \u{1F600} too`)

describe('PieceCutter', () => {
  it.each([
    ['lines', lines.join('\n')],
    ['lines of Windows', lines.join('\r\n')],
    ['empty lines', lines.join('\n\n  \n')],
    ['one long line', lines.join(' ').repeat(5)],
    ['little', 'a'],
    ['a line feed alone', '\r\n'],
    ['a carriage return alone', 'a\rb\r'],
  ])('keeps the text of %s, with plain line breaks', (_, text) => {
    const random = seededRandom(5)
    const pieces = piecesOf(text, () => 1 + Math.floor(random() * 70_000))
    expect(pieces.join('')).toBe(text.replaceAll('\r\n', '\n'))
  })

  it('cuts at the same places however the text comes in', () => {
    const text = lines.join('\r\n')
    const whole = piecesOf(text, () => text.length)
    expect(whole.length).toBeGreaterThan(3)
    const random = seededRandom(6)
    expect(piecesOf(text, () => 1 + Math.floor(random() * 50_000))).toEqual(whole)
  })

  it('cuts where a line begins, and white space stays together', () => {
    for (const piece of piecesOf(lines.join('\n\n'), () => 10_000).slice(0, -1)) {
      expect(piece.endsWith('\n\n')).toBe(true)
      expect(piece.length).toBeLessThan(40_000)
    }
  })

  it('holds little of a text without lines, and cuts no character in halves', () => {
    const pieces = piecesOf('\u{1F600}'.repeat(1_500_000), () => 65_536)
    expect(pieces.length).toBeGreaterThan(2)
    const isWhole = (piece: string) => Buffer.from(piece).toString() === piece
    expect(pieces.every(isWhole)).toBe(true)
  })
})
