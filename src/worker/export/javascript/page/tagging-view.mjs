// The page of a tagger: the tag of each word, and of one word how probable other tags are.
import { element } from './dom.mjs'
import { createTagger } from './tagger.mjs'
import { labelBars, typedText } from './typed-text.mjs'
import { plural, score } from './words.mjs'

const most = 6

export function taggingView(data, network) {
  const { labels, examples } = data
  const tag = ({ probabilities }) => labels[probabilities.indexOf(Math.max(...probabilities))]
  return typedText({
    label: 'Sentence',
    placeholder: 'Type a sentence; the tag of each word follows at every pause.',
    rows: 6,
    text: examples[0] ?? '',
    examples,
    answer: createTagger(data, network),
    show: (tagged) =>
      tagged && tagged.length > 0
        ? taggedWords(tagged, tag, labels)
        : [element('p', { className: 'muted' }, 'Each word gets its tag below it.')],
    say: (tagged) => tagged.map((one) => `${one.token}: ${tag(one)}`).join(', '),
    count(tagged) {
      const unknown = tagged.filter(({ isUnknown }) => isUnknown).length
      const read = plural(tagged.length, 'word')
      return unknown > 0 ? `${read}, ${unknown} not in the vocabulary (dotted)` : read
    },
  })
}

function taggedWords(tagged, tag, labels) {
  const below = element('div', { className: 'below' })
  const choose = (chosen) => {
    for (const [index, button] of buttons.entries())
      button.setAttribute('aria-pressed', String(index === chosen))
    const { token, probabilities } = tagged[chosen]
    below.replaceChildren(
      element('h2', { className: 'minor' }, `Tags of “${token}”`),
      labelBars('Most probable tags', labels, probabilities, most),
    )
  }
  const buttons = tagged.map((one, index) => {
    const name = tag(one)
    return element(
      'button',
      {
        type: 'button',
        className: 'tagged',
        title: `${name}, probability ${score(Math.max(...one.probabilities))}`,
        onclick: () => choose(index),
      },
      element('span', { className: one.isUnknown ? 'word unknown' : 'word' }, one.token),
      element('span', { className: 'tag' }, name),
    )
  })
  choose(leastSure(tagged))
  const items = buttons.map((button) => element('li', {}, button))
  return [
    element('ol', { className: 'sentence', dir: 'auto', 'aria-label': 'Tags' }, ...items),
    below,
  ]
}

function leastSure(tagged) {
  const sure = tagged.map(({ probabilities }) => Math.max(...probabilities))
  return sure.indexOf(Math.min(...sure))
}
