/* global document */
// Makes elements. Texts only ever become text, whatever stands in them.
import { exact } from './words.mjs'

/** An element with properties (those with a hyphen and role are attributes) and children: elements, texts, null for none. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes('-') || key === 'role') made.setAttribute(key, value)
    else made[key] = value
  }
  made.append(...children.filter((child) => child !== null))
  return made
}

/** Something with a name above it: a control, or what is told. */
export function field(label, control, more = null) {
  const name = element('span', { className: 'name' }, label)
  return element(
    'label',
    { className: 'field' },
    element('span', { className: 'head' }, name, more),
    control,
  )
}

/** Bars, the longest 1: [{ label, share, text, isStrong }]; the share is null where it is not known yet. */
export function bars(label, items) {
  const list = element('ul', { className: 'bars', 'aria-label': label })
  for (const { label: name, share, text, isStrong } of items) {
    const fill = element('span', { className: 'fill' })
    fill.style.width = `${100 * (share ?? 0)}%`
    list.append(
      element(
        'li',
        { className: isStrong ? 'strong' : '' },
        element('span', { className: 'label', title: name }, name),
        element('span', { className: 'track', 'aria-hidden': 'true' }, fill),
        element('span', { className: 'text', title: share === null ? '' : exact(share) }, text),
      ),
    )
  }
  return list
}
