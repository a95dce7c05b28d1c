// Finds where a text stops being JSON; engines tell it in words that differ, and often not at all.

/** A piece of JSON: a mark, a string, a number or a word. */
const piece =
  // eslint-disable-next-line no-control-regex -- JSON strings exclude exactly these
  /[{}[\]:,]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y
const space = /[ \t\r\n]*/y

type Wanted = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma or end'

const words: Record<Wanted, string> = {
  value: 'a value',
  'first value': 'a value or "]"',
  key: 'a key in double quotes',
  'first key': 'a key in double quotes or "}"',
  colon: 'a colon',
  'comma or end': 'a comma or the end of the list or object',
}

export interface JsonMistake {
  /** 1-based, as editors count. */
  readonly line: number
  readonly column: number
  /** What JSON would have there, in words. */
  readonly expected: string
  /** The text ends before it is whole. */
  readonly atEnd: boolean
}

/** The first mistake of a text that JSON.parse refuses; null when this reader finds none. */
export function findJsonMistake(text: string): JsonMistake | null {
  const open: string[] = []
  let wanted: Wanted | 'end' = 'value'
  let at = 0
  for (;;) {
    space.lastIndex = at
    at += space.exec(text)?.[0].length ?? 0
    if (at === text.length && wanted === 'end') return null
    piece.lastIndex = at
    const found = piece.exec(text)?.[0]
    const next: Wanted | 'end' | null = found === undefined ? null : after(found, wanted, open)
    if (found === undefined || next === null) return mistakeAt(text, at, wanted)
    wanted = next
    at += found.length
  }
}

/** What has to follow a piece, with `open` kept up to date; null when the piece may not stand there. */
function after(found: string, wanted: Wanted | 'end', open: string[]): Wanted | 'end' | null {
  const inside = open.at(-1)
  const whole = open.length === 0 ? 'end' : 'comma or end'
  if (found === ':') return wanted === 'colon' ? 'value' : null
  if (found === ',') return wanted === 'comma or end' ? (inside === '{' ? 'key' : 'value') : null
  if (found === '}' || found === ']') {
    const [opener, empty] = found === '}' ? ['{', 'first key'] : ['[', 'first value']
    if (inside !== opener || (wanted !== 'comma or end' && wanted !== empty)) return null
    open.pop()
    return open.length === 0 ? 'end' : 'comma or end'
  }
  if (wanted === 'key' || wanted === 'first key') return found.startsWith('"') ? 'colon' : null
  if (wanted !== 'value' && wanted !== 'first value') return null
  if (found !== '{' && found !== '[') return whole
  open.push(found)
  return found === '{' ? 'first key' : 'first value'
}

function mistakeAt(text: string, at: number, wanted: Wanted | 'end'): JsonMistake {
  const lines = text.slice(0, at).split('\n')
  return {
    line: lines.length,
    column: lines[lines.length - 1].length + 1,
    expected: wanted === 'end' ? 'nothing more' : words[wanted],
    atEnd: at === text.length,
  }
}
