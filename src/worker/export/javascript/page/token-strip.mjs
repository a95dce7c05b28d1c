// Written tokens, tinted where they were improbable; the one that is pointed at or focused is told of.
import { bars, element } from './dom.mjs'
import { exact, score, surprise, tokenName } from './words.mjs'

/**
 * { box, told, add, clear }: add({ text, probability, alternatives }) shows one more. The arrow keys go from token to token.
 */
export function tokenStrip(label, shown = (text) => text) {
  const box = element('div', {
    className: 'tokens',
    role: 'group',
    dir: 'auto',
    'aria-label': label,
  })
  const told = element('div', { className: 'told' })
  const tokens = []
  const show = (event) => {
    const at = tokens.findIndex(({ span }) => span === event.target)
    if (at >= 0) told.replaceChildren(...tellOf(tokens[at].token))
  }
  box.addEventListener('pointerover', show)
  box.addEventListener('focusin', show)
  box.addEventListener('click', show)
  box.addEventListener('keydown', (event) => moveFocus(event, tokens))
  return {
    box,
    told,
    add(token) {
      const { text, probability } = token
      const name = `${tokenName(text)}, probability ${score(probability)}`
      const tabIndex = tokens.length === 0 ? 0 : -1
      const made = {
        role: 'button',
        className: 'token',
        tabIndex,
        title: exact(probability),
        'aria-label': name,
      }
      const span = element('span', made, shown(text))
      span.style.setProperty('--tint', `${Math.round(surprise(probability) * 40)}%`)
      tokens.push({ token, span })
      box.append(span)
    },
    clear(...before) {
      tokens.length = 0
      box.replaceChildren(...before)
      told.replaceChildren()
    },
  }
}

function tellOf({ text, probability, alternatives = [] }) {
  const line = element(
    'p',
    {},
    element('b', {}, tokenName(text)),
    ` probability ${score(probability)}`,
  )
  if (alternatives.length === 0) return [line]
  const items = alternatives.map((one) => ({
    label: tokenName(one.text),
    share: one.probability,
    text: score(one.probability),
    isStrong: one.text === text,
  }))
  return [line, bars('Most probable here', items)]
}

function moveFocus(event, tokens) {
  const at = tokens.findIndex(({ span }) => span === event.target)
  const last = tokens.length - 1
  const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key]
  if (at < 0 || target === undefined) return
  const next = tokens[Math.min(last, Math.max(0, target))]
  tokens[at].span.tabIndex = -1
  next.span.tabIndex = 0
  next.span.focus()
  event.preventDefault()
}
