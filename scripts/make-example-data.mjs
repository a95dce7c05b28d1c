// Writes examples/data/rooms.csv, complaints of hotel guests with several labels, and examples/data/rents.csv, flats with their rent.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const folder = path.resolve(import.meta.dirname, '../examples/data')
const rows = 600

/** What guests complain of: the label, what it is about, and words for bad and for good. */
const topics = [
  {
    label: 'dirty',
    parts: ['the bathroom', 'the carpet', 'our room', 'the pool'],
    bad: ['dirty', 'dusty', 'full of stains'],
    good: ['spotless', 'clean'],
  },
  {
    label: 'noisy',
    parts: ['the street', 'the room next door', 'the bar', 'the lift'],
    bad: ['noisy', 'loud', 'loud all night'],
    good: ['silent', 'quiet'],
  },
  {
    label: 'unfriendly',
    parts: ['the staff', 'the waiter', 'the woman at the desk', 'the porter'],
    bad: ['rude', 'unfriendly', 'in a bad mood'],
    good: ['friendly', 'helpful'],
  },
  {
    label: 'expensive',
    parts: ['breakfast', 'the minibar', 'parking', 'the taxi'],
    bad: ['expensive', 'overpriced', 'a rip-off'],
    good: ['cheap', 'good value'],
  },
]

const sizes = ['one room', 'two rooms', 'three rooms', 'four rooms', 'five rooms']
const places = [
  { words: 'in the old town', rent: 260 },
  { words: 'near the station', rent: 120 },
  { words: 'by the river', rent: 180 },
  { words: 'at the edge of town', rent: 0 },
]
/** What a flat may have; "no" before it takes the rent away again. */
const extras = [
  { words: 'balcony', rent: 70 },
  { words: 'garden', rent: 110 },
  { words: 'lift', rent: 40 },
  { words: 'parking space', rent: 60 },
]

const random = numbersFrom(20_261)
write('rooms.csv', 'text,complaints', Array.from({ length: rows }, roomRow))
write('rents.csv', 'flat,rent', Array.from({ length: rows }, flatRow))

/** Complaints and praise in any order: "not dirty at all" is none. */
function roomRow() {
  const told = shuffled(topics).slice(0, 1 + Math.floor(random() * 3))
  const clauses = told.map((topic) => ({ topic, isComplaint: random() < 0.5 }))
  const text = clauses.map(({ topic, isComplaint }) => clauseOf(topic, isComplaint)).join(', ')
  const labels = clauses.filter((one) => one.isComplaint).map(({ topic }) => topic.label)
  return `"${text}","${labels.length > 0 ? labels.sort().join(', ') : '[]'}"`
}

function clauseOf({ parts, bad, good }, isComplaint) {
  const isTurned = random() < 0.4
  const said = pick(isComplaint === isTurned ? good : bad)
  return `${pick(parts)} was ${isTurned ? 'not ' : ''}${said}${isTurned ? ' at all' : ''}`
}

/** The rent follows from the words, give or take a little. */
function flatRow() {
  const rooms = Math.floor(random() * sizes.length)
  const place = pick(places)
  const named = shuffled(extras).slice(0, Math.floor(random() * 4))
  const said = named.map((extra) => ({ ...extra, isThere: random() < 0.6 }))
  const words = said.map((extra) => `${extra.isThere ? 'with' : 'no'} ${extra.words}`)
  const paid = said.reduce((sum, { isThere, rent }) => sum + (isThere ? rent : 0), 0)
  const rent = 240 + 170 * rooms + place.rent + paid + 30 * (random() + random() - 1)
  return `"${[sizes[rooms], place.words, ...words].join(', ')}",${Math.round(rent)}`
}

function write(name, header, lines) {
  mkdirSync(folder, { recursive: true })
  const target = path.join(folder, name)
  writeFileSync(`${target}.partial`, `${[header, ...lines].join('\n')}\n`)
  renameSync(`${target}.partial`, target)
}

function pick(choices) {
  return choices[Math.floor(random() * choices.length)]
}

function shuffled(choices) {
  const order = [...choices]
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[order[last], order[other]] = [order[other], order[last]]
  }
  return order
}

/** mulberry32 by Tommy Ettinger, as in src/worker/text/random.ts, so that the files are alike everywhere. */
function numbersFrom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
