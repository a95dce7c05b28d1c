// What the page tells of the model: the facts, its layers, and a check against the lab.
import { check } from './check.mjs'
import { element } from './dom.mjs'

export function about(data, network) {
  return element(
    'section',
    { className: 'about', 'aria-labelledby': 'about' },
    element('h2', { id: 'about' }, 'About this model'),
    facts([...data.facts, ['Parameters', data.parameters]]),
    layerTable(data.layers),
    checking(data, network),
  )
}

function facts(all) {
  const items = all.map(([title, value]) =>
    element('div', {}, element('dt', {}, title), element('dd', {}, value)),
  )
  return element('dl', {}, ...items)
}

function layerTable(layers) {
  const heads = ['Layer', 'Type', 'Output shape', 'Parameters']
  const row = (name, cells) =>
    element(
      'tr',
      {},
      ...cells.map((text, at) => element(name, at === 3 ? { className: 'number' } : {}, text)),
    )
  const rows = layers.map(({ name, type, shape, parameters }) =>
    row('td', [name, type, shape, parameters]),
  )
  const table = element(
    'table',
    { className: 'layers', 'aria-label': 'Layers' },
    element('thead', {}, row('th', heads)),
    element('tbody', {}, ...rows),
  )
  return element(
    'div',
    { className: 'scroll', role: 'region', 'aria-label': 'Layers', tabIndex: 0 },
    table,
  )
}

function checking(data, network) {
  const result = element(
    'p',
    { className: 'muted', role: 'status' },
    'Computes the texts that the lab computed at the export, and compares.',
  )
  const button = element('button', { type: 'button' }, 'Check')
  button.addEventListener('click', async () => {
    button.disabled = true
    const tell = (text) => {
      result.textContent = text
    }
    tell(await check(data, network, (done, all) => tell(`Checking ${done + 1} of ${all}`)))
    button.disabled = false
  })
  return element('div', { className: 'check' }, button, result)
}
