// A text to type, and what the model answers at every pause.
import { bars, element, field } from './dom.mjs'
import { inTurns } from './turns.mjs'
import { plural } from './words.mjs'

const pause = 150
const longest = 100_000

/**
 * The two halves of the page. answer(text) is a generator; show(answer) gives elements, with null for no answer yet;
 * say(answer) the answer in a sentence, for those who hear it; count(answer) what was read of the text.
 */
export function typedText({ label, placeholder, rows, text, examples, answer, show, say, count }) {
  const area = element('textarea', {
    rows,
    placeholder,
    maxLength: longest,
    value: text,
    spellcheck: false,
    dir: 'auto',
  })
  const shown = element('div', { className: 'answer' })
  const counted = element('p', { className: 'counted muted small' })
  const said = element('p', { className: 'hidden', role: 'status' })
  let asked = 0
  let timer

  async function ask() {
    const own = ++asked
    const typed = area.value.trim()
    const waiting = setTimeout(() => (counted.textContent = 'Computing'), 500)
    const given = typed === '' ? null : await inTurns(answer(typed), () => own !== asked)
    clearTimeout(waiting)
    if (own !== asked || given === undefined) return
    shown.replaceChildren(...show(given).filter((part) => part !== null))
    counted.textContent = given ? count(given) : ''
    said.textContent = given ? say(given) : ''
  }

  area.addEventListener('input', () => {
    asked++
    clearTimeout(timer)
    timer = setTimeout(ask, pause)
  })
  const choose = (example) => {
    area.value = example
    void ask()
  }
  void ask()
  return [
    element('div', { className: 'typing' }, field(label, area), exampleList(examples, choose)),
    element('div', { className: 'result' }, shown, counted, said),
  ]
}

function exampleList(examples, choose) {
  if (examples.length === 0) return null
  const buttons = examples.map((example) =>
    element(
      'li',
      {},
      element(
        'button',
        { type: 'button', className: 'example', onclick: () => choose(example) },
        example,
      ),
    ),
  )
  return element(
    'div',
    { className: 'examples' },
    element('h2', { className: 'minor' }, 'Examples'),
    element('ul', { 'aria-label': 'Examples' }, ...buttons),
  )
}

/** "12 words, 1 not in the vocabulary" */
export function countOf({ tokens, unknown }, level) {
  const read = plural(tokens, level === 'bpe' ? 'token' : level)
  return unknown > 0 ? `${read}, ${unknown.toLocaleString('en-US')} not in the vocabulary` : read
}

/** The most probable of a list of labels as bars, the first of them strong. */
export function labelBars(title, labels, probabilities, most) {
  const order = labels.map((_, index) => index)
  order.sort((one, other) => probabilities[other] - probabilities[one])
  const first = order[0]
  // Few labels stay where they are, so that the bars move and do not jump.
  const chosen =
    labels.length <= 4 ? order.toSorted((one, other) => one - other) : order.slice(0, most)
  return bars(
    title,
    chosen.map((index) => ({
      label: labels[index],
      share: probabilities[index],
      text: probabilities[index].toFixed(3),
      isStrong: index === first,
    })),
  )
}
