// Makes pairs of a date as people write it and the same date in the order of ISO 8601.
import { seededRandom, shuffledOrder } from '../../../text/random'
import type { Pair } from '../data/pair'

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
]
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const firstDay = Date.UTC(1900, 0, 1)
const dayMilliseconds = 86_400_000
/** From 1900 to the end of 2099. */
const days = (Date.UTC(2100, 0, 1) - firstDay) / dayMilliseconds

/** The parts of a date as texts. */
interface Parts {
  readonly day: string
  readonly month: string
  readonly year: string
  /** Two digits. */
  readonly day2: string
  readonly month2: string
  readonly ordinal: string
  readonly name: string
  /** Three letters. */
  readonly short: string
  readonly weekday: string
}

/** With strokes the month comes first, with dots the day, so that no date can be read in two ways. */
const formats: readonly ((parts: Parts) => string)[] = [
  ({ day, name, year }) => `${day} ${name} ${year}`,
  ({ day, short, year }) => `${day} ${short} ${year}`,
  ({ day, name, year }) => `${name} ${day}, ${year}`,
  ({ day, short, year }) => `${short} ${day}, ${year}`,
  ({ day, short, year }) => `${short}. ${day} ${year}`,
  ({ ordinal, name, year }) => `${ordinal} ${name} ${year}`,
  ({ ordinal, name, year }) => `the ${ordinal} of ${name} ${year}`,
  ({ ordinal, name, year }) => `${name} ${ordinal}, ${year}`,
  ({ ordinal, short, year }) => `${ordinal} ${short} ${year}`,
  ({ weekday, day, name, year }) => `${weekday}, ${day} ${name} ${year}`,
  ({ weekday, day, name, year }) => `${weekday}, ${name} ${day}, ${year}`,
  ({ weekday, day, short, year }) => `${weekday.slice(0, 3)} ${day} ${short} ${year}`,
  ({ weekday, ordinal, name, year }) => `${weekday} the ${ordinal} of ${name}, ${year}`,
  ({ day, month, year }) => `${month}/${day}/${year}`,
  ({ day2, month2, year }) => `${month2}/${day2}/${year}`,
  ({ day, month, year }) => `${day}.${month}.${year}`,
  ({ day2, month2, year }) => `${day2}.${month2}.${year}`,
  ({ day2, short, year }) => `${day2}-${short.toUpperCase()}-${year}`,
  ({ day, name, year }) => `${day} ${name.toLowerCase()} ${year}`,
  ({ day2, month2, year }) => `${year}/${month2}/${day2}`,
  ({ day, name, year }) => `${year} ${name} ${day}`,
  ({ day2, short, year }) => `${year}-${short}-${day2}`,
]

/**
 * Pairs such as "Monday, 3 May 2021" and "2021-05-03", the same for the same seed, no source twice. No date comes up twice
 * before each of the 73,049 has come up once, so that validation rows are of dates that were not trained on.
 */
export function* dates(rows: number, seed: number): Generator<Pair> {
  const random = seededRandom(seed)
  const order = shuffledOrder(days, random)
  const firstFormats = Uint8Array.from(order, () => Math.floor(random() * formats.length))
  const seen = new Set<string>()
  let made = 0
  for (let round = 0; made < rows && round < formats.length; round++) {
    for (const [place, day] of order.entries()) {
      if (made === rows) return
      const parts = partsOf(new Date(firstDay + day * dayMilliseconds))
      const source = formats[(firstFormats[place] + round) % formats.length](parts)
      // "May" is its own short form.
      if (round > 0 && seen.has(source)) continue
      if (rows > days) seen.add(source)
      made++
      yield { source, target: `${parts.year}-${parts.month2}-${parts.day2}` }
    }
  }
}

function partsOf(date: Date): Parts {
  const [day, month] = [date.getUTCDate(), date.getUTCMonth()]
  return {
    day: String(day),
    month: String(month + 1),
    year: String(date.getUTCFullYear()),
    day2: String(day).padStart(2, '0'),
    month2: String(month + 1).padStart(2, '0'),
    ordinal: `${day}${ordinalEnd(day)}`,
    name: months[month],
    short: months[month].slice(0, 3),
    weekday: weekdays[date.getUTCDay()],
  }
}

function ordinalEnd(day: number): string {
  if (day >= 11 && day <= 13) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}
