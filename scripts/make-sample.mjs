// Writes resources/sample-reviews.csv: short made-up reviews whose verdict depends on the order of the words.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const rows = 3000
const seed = 20260
/** Share of rows with the wrong label, as in data that people labelled. */
const noise = 0.03
/** Share of reviews with two opinions that differ. */
const turns = 0.28
/** Words. */
const shortest = 5
const longest = 30
const target = path.resolve(import.meta.dirname, '../resources/sample-reviews.csv')

/** What is reviewed, its parts, and what one says of it: first what is bad, then what is good. */
const subjects = [
  {
    name: 'film',
    verb: 'watched',
    parts: ['plot', 'ending', 'music', 'cast', 'script', 'first half'],
    words: [
      ['predictable', 'shallow', 'far too long', 'clumsy'],
      ['gripping', 'funny', 'moving', 'well paced'],
    ],
  },
  {
    name: 'café',
    verb: 'visited',
    parts: ['coffee', 'cake', 'service', 'garden', 'breakfast', 'menu'],
    words: [
      ['stale', 'overpriced', 'cold', 'careless'],
      ['fresh', 'generous', 'friendly', 'cosy'],
    ],
  },
  {
    name: 'book',
    verb: 'read',
    parts: ['story', 'ending', 'style', 'first chapter', 'hero', 'dialogue'],
    words: [
      ['tedious', 'wooden', 'confusing', 'flat'],
      ['vivid', 'witty', 'touching', 'hard to put down'],
    ],
  },
  {
    name: 'phone',
    verb: 'bought',
    parts: ['screen', 'battery', 'camera', 'sound', 'keyboard', 'design'],
    words: [
      ['slow', 'flimsy', 'blurry', 'unreliable'],
      ['fast', 'sturdy', 'sharp', 'reliable'],
    ],
  },
  {
    name: 'trip',
    verb: 'booked',
    parts: ['hotel', 'food', 'guide', 'boat ride', 'train ride', 'beach'],
    words: [
      ['dirty', 'crowded', 'noisy', 'exhausting'],
      ['peaceful', 'relaxing', 'welcoming', 'spotless'],
    ],
  },
  {
    name: 'concert',
    verb: 'saw',
    parts: ['singer', 'sound', 'band', 'light show', 'hall', 'second half'],
    words: [
      ['out of tune', 'muddy', 'lifeless', 'much too loud'],
      ['electric', 'warm', 'full of energy', 'stunning'],
    ],
  },
  {
    name: 'course',
    verb: 'took',
    parts: ['teacher', 'pace', 'homework', 'textbook', 'room', 'final exam'],
    words: [
      ['unclear', 'chaotic', 'pointless', 'rushed'],
      ['clear', 'useful', 'patient', 'inspiring'],
    ],
  },
  {
    name: 'game',
    verb: 'played',
    parts: ['story', 'music', 'steering', 'level design', 'ending', 'tutorial'],
    words: [
      ['repetitive', 'buggy', 'unfair', 'frustrating'],
      ['addictive', 'inventive', 'polished', 'fun'],
    ],
  },
]

/** What one says of anything; the index is the verdict: 1 is positive, 0 negative. */
const adjectives = [
  ['bad', 'awful', 'poor', 'boring', 'weak', 'terrible', 'dull', 'disappointing', 'annoying'],
  [
    'good',
    'wonderful',
    'great',
    'lovely',
    'clever',
    'excellent',
    'charming',
    'delightful',
    'superb',
  ],
]
const closings = [
  ['I want my money back.', 'Never again.', 'I left early.', 'Save your money.', 'What a waste.'],
  [
    'I would do it again.',
    'I told all my friends.',
    'Five stars.',
    'It made my day.',
    'What a find.',
  ],
]
const neutral = [
  'My sister came along.',
  'It was a rainy Sunday.',
  'A friend had told me about it.',
  'We had a whole afternoon.',
  'It was our second time.',
  'I paid the full price.',
  'I had read a lot about it.',
  'My expectations were low.',
  'My expectations were high.',
]
const strong = ['very', 'really', 'truly', 'quite', 'rather', 'simply', 'absolutely']
const openings = ['Honestly,', 'To be fair,', 'In short,', 'For me,', 'All in all,', 'Well,']

// mulberry32 by Tommy Ettinger (public domain): only integers, so that every machine writes the same bytes.
function seededRandom(start) {
  let state = start | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const random = seededRandom(seed)
const chance = (share) => random() < share
const pick = (list) => list[Math.floor(random() * list.length)]
const two = (list) => {
  const first = pick(list)
  return [first, pick(list.filter((one) => one !== first))]
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1)
const article = (word) => (/^[aeiou]/.test(word) ? 'an' : 'a')

const wordFor = (subject, verdict) =>
  pick(chance(0.5) ? subject.words[verdict] : adjectives[verdict])

/** "wonderful", "really wonderful", "far from boring": words that say the verdict. */
function quality(subject, verdict, straight = 0.85) {
  if (!chance(straight)) {
    const denial = pick(['far from', 'anything but', 'by no means', 'hardly'])
    return `${denial} ${pick(adjectives[1 - verdict])}`
  }
  const word = wordFor(subject, verdict)
  return chance(0.35) && !word.includes(' ') ? `${pick(strong)} ${word}` : word
}

/** The same after "was", where "not bad at all" can stand too. */
function verdictOn(subject, verdict, straight = 0.85) {
  if (chance(straight)) return `was ${quality(subject, verdict, 1)}`
  const opposite = pick(adjectives[1 - verdict])
  return pick([
    () => `was not ${opposite}`,
    () => `was not ${opposite} at all`,
    () => `was never ${opposite}`,
    () => `was ${quality(subject, verdict, 0)}`,
  ])()
}

/** One opinion and nothing else. */
function plainReview(subject, verdict) {
  const { name, verb, parts } = subject
  const adjective = pick(adjectives[verdict])
  const [one, other] = two(parts)
  const is = (straight) => verdictOn(subject, verdict, straight)
  const found = (straight) => quality(subject, verdict, straight)
  return pick([
    () => `The ${name} ${is(0.6)}.`,
    () => `I ${verb} this ${name} last week and it ${is(0.7)}.`,
    () => `What ${article(adjective)} ${adjective} ${name}, the ${one} ${is()}.`,
    () => `The ${one} ${is()} and the ${other} ${is()}.`,
    () => `I found the ${one} ${found(0.75)} and the ${other} ${found()}.`,
    () => `This ${name} is ${found(0.7)}, above all the ${one}.`,
    () => `Looking back, the ${one} ${is(0.8)}.`,
    () => `Not only the ${one} ${is(1)}, the ${other} ${is(1)} too.`,
  ])()
}

/** Two opinions that differ; the one on the whole, or else the last one, decides. */
function turningReview(subject, verdict) {
  const { name, parts } = subject
  const [one, other] = two(parts)
  const before = quality(subject, 1 - verdict, 0.95)
  const after = quality(subject, verdict, 0.95)
  const expected = pick(adjectives[1 - verdict])
  return pick([
    () => `I expected ${article(expected)} ${expected} ${name}, but it was ${after}.`,
    () => `The ${one} was ${before}, but the ${other} was ${after}.`,
    () => `The ${one} was ${before} at first, yet in the end the ${name} was ${after}.`,
    () => `Everybody told me that this ${name} is ${before}, but I found it ${after}.`,
    () => `Although the ${one} was ${before}, the ${name} as a whole was ${after}.`,
    () => `The ${one} and the ${other} were ${before}, but the ${name} was ${after}.`,
    () => `The ${name} was ${after}, even though the ${one} was ${before}.`,
    () => `Despite its ${expected} ${one}, the ${name} was ${after}.`,
    () => `It looked ${before}, but then the ${other} was ${after}.`,
  ])()
}

function review(verdict) {
  const subject = pick(subjects)
  const sentences = [
    chance(turns) ? turningReview(subject, verdict) : plainReview(subject, verdict),
  ]
  if (chance(0.2))
    sentences[0] = `${pick(openings)} ${sentences[0].replace(/^(The|What|This|It|Everybody|Although|Despite|Looking|Not)\b/, (word) => word.toLowerCase())}`
  if (chance(0.35)) sentences.unshift(pick(neutral))
  if (chance(0.2)) sentences.push(pick(closings[verdict]))
  return sentences.map(capital).join(' ')
}

/** Reviews that all differ, each with its label. */
function makeRows() {
  const seen = new Set()
  const made = []
  while (made.length < rows) {
    const verdict = chance(0.5) ? 1 : 0
    const text = review(verdict)
    const words = text.split(' ').length
    if (seen.has(text) || words < shortest || words > longest) continue
    seen.add(text)
    made.push({ text, positive: chance(noise) ? verdict === 0 : verdict === 1 })
  }
  return made
}

const quoted = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
const lines = makeRows().map(
  (row) => `${quoted(row.text)},${row.positive ? 'positive' : 'negative'}`,
)
mkdirSync(path.dirname(target), { recursive: true })
const unfinished = `${target}.${process.pid}.tmp`
writeFileSync(unfinished, `text,label\n${lines.join('\n')}\n`)
renameSync(unfinished, target)
