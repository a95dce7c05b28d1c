// Turns a text into the token ids that the model was trained on. Needs nothing but vocabulary.json.
const tags = /<[/!a-z][^<>]*>/gi
const entities = /&(#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi
const entityText = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"' }))
for (const name of ['apos', 'rsquo', '#39', '#039', '#x27']) entityText.set(name, "'")
const words = /(?:[^\s\p{Cc}\p{P}$+<=>^`|~]|')+/gu
const wordsAndMarks =
  /\p{Nd}+(?:[.,:]\p{Nd}+)+|(?:[^\s\p{Cc}\p{P}$+<=>^`|~]|')+|([\p{P}$+<=>^`|~])\1{0,2}|\n/gu
const chunks =
  /'(?:s|t|re|ve|m|ll|d)(?![\p{L}\p{M}])| ?[\p{L}\p{M}]{1,50}| ?\p{N}{1,50}| ?[^\s\p{L}\p{M}\p{N}]{1,50}|\s{1,50}(?!\S)|\s{1,50}/gu

/** The words, characters or byte pairs of a text; options is the "text" of vocabulary.json, merges its "merges". */
export function tokenize(text, options, merges) {
  const stripped = options.stripHtml
    ? text
        .replace(tags, ' ')
        .replace(entities, (_, name) => entityText.get(name.toLowerCase()) ?? ' ')
    : text
  const plain = options.lowercase ? stripped.toLowerCase() : stripped
  if (options.level === 'character') return Array.from(plain)
  if (options.level === 'bpe')
    return (plain.match(chunks) ?? []).flatMap((chunk) => bytePairs(chunk, ranksOf(merges ?? [])))
  return (
    plain.replaceAll('\u2019', "'").match(options.punctuation === 'keep' ? wordsAndMarks : words) ??
    []
  )
}

/** A function from a text to its ids, neither cut nor padded. */
export function createIds({ text: options, tokens, merges, purpose }) {
  const reserved = purpose === 'writing' ? 4 : options.level === 'word' ? 3 : 2
  const unknown = tokens.slice(0, reserved).indexOf('<unknown>')
  const ids = new Map(tokens.map((token, id) => [token, id]).slice(reserved))
  return (text) => tokenize(text, options, merges).map((token) => ids.get(token) ?? unknown)
}

/** A function from a text to its ids, cut and padded, as a model reads them. */
export function createEncoder(vocabulary) {
  const options = vocabulary.text
  const start = options.level === 'word' ? [1] : []
  const idsOf = createIds(vocabulary)
  const limit = options.sequenceLength ?? 1000
  return (text) => {
    const all = [...start, ...idsOf(text)]
    const kept = options.truncating === 'pre' ? all.slice(-limit) : all.slice(0, limit)
    const padding = new Array(
      (options.sequenceLength ?? Math.max(1, kept.length)) - kept.length,
    ).fill(0)
    return options.padding === 'pre' ? [...padding, ...kept] : [...kept, ...padding]
  }
}

// Each byte as a letter that can be seen: GPT-2's table.
let spare = 256
const byteSymbols = Array.from({ length: 256 }, (_, byte) =>
  String.fromCodePoint(
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
      ? byte
      : spare++,
  ),
)
const utf8 = new TextEncoder()

function bytePairs(chunk, ranks) {
  let tokens = Array.from(utf8.encode(chunk), (byte) => byteSymbols[byte])
  for (;;) {
    const rankAt = (at) => ranks.get(tokens[at] + ' ' + tokens[at + 1]) ?? Infinity
    const best = tokens.reduce((least, _, at) => Math.min(least, rankAt(at)), Infinity)
    if (best === Infinity) return tokens
    const joined = []
    for (let at = 0; at < tokens.length; at++)
      joined.push(rankAt(at) === best ? tokens[at] + tokens[++at] : tokens[at])
    tokens = joined
  }
}

const knownRanks = new WeakMap()

function ranksOf(merges) {
  if (!knownRanks.has(merges))
    knownRanks.set(merges, new Map(merges.map((merge, rank) => [merge, rank])))
  return knownRanks.get(merges)
}
