// The page of an encoder-decoder: what it writes for a text, and from where each token was read.
import { createConverter } from './converter.mjs'
import { element } from './dom.mjs'
import { tokenStrip } from './token-strip.mjs'
import { countOf, typedText } from './typed-text.mjs'
import { plural, shownToken } from './words.mjs'

export function seq2seqView(data, network) {
  return typedText({
    label: 'Source',
    placeholder: 'Type a text; what is written for it follows at every pause.',
    rows: 4,
    text: data.examples[0] ?? '',
    examples: data.examples,
    answer: createConverter(data, network),
    show: (answer) => (answer ? written(answer) : [element('p', { className: 'headline' }, '–')]),
    say: ({ written: text }) => text,
    count: ({ read, tokens }) =>
      `${countOf(read, data.vocabulary.text.level)}; ${plural(tokens.length, 'token')} written`,
  })
}

function written(answer) {
  const strip = tokenStrip('Written tokens', (text) => shownToken(text))
  strip.box.classList.add('apart')
  for (const { token, probability } of answer.tokens) strip.add({ text: token, probability })
  strip.told.append(
    element(
      'p',
      { className: 'muted small' },
      'Point at a token for its probability; the more tinted, the less probable it was.',
    ),
  )
  return [
    element('p', { className: 'headline', dir: 'auto' }, answer.written || '–'),
    strip.box,
    strip.told,
    answer.attention ? attentionMap(answer) : null,
  ]
}

/** Written tokens down, source tokens across, the darker the more was looked at. */
function attentionMap({ tokens, sourceTokens, attention }) {
  const caption = element('h2', { className: 'minor' }, 'Attention')
  const line = element(
    'p',
    { className: 'muted small' },
    'Each row adds up to 100 %. Point at a cell to read it.',
  )
  const isWords = sourceTokens.some((token) => [...token].length > 1)
  const heads = sourceTokens.map((token) =>
    element(
      'th',
      { scope: 'col', className: isWords ? 'turned' : '', title: token },
      shownToken(token),
    ),
  )
  const rows = attention.map((shares, row) => {
    const name = shownToken(tokens[row].token)
    const cells = shares.map((share, column) => {
      const percent = Math.round(share * 100)
      const cell = element('td', {}, element('span', { className: 'hidden' }, `${percent} %`))
      cell.style.setProperty('--heat', `${percent}%`)
      cell.addEventListener('pointerover', () => {
        line.textContent = `“${name}” looked at “${shownToken(sourceTokens[column])}” with ${percent} %.`
      })
      return cell
    })
    return element('tr', {}, element('th', { scope: 'row' }, name), ...cells)
  })
  const table = element(
    'table',
    { className: 'attention', 'aria-label': 'Written tokens by source tokens' },
    element('thead', {}, element('tr', {}, element('td'), ...heads)),
    element('tbody', {}, ...rows),
  )
  const scroll = { className: 'scroll', role: 'region', 'aria-label': 'Attention', tabIndex: 0 }
  return element('div', { className: 'below' }, caption, element('div', scroll, table), line)
}
