/* global document */
// Puts the page together.
import { createNetwork } from '../network/network.mjs'
import { about } from './about.mjs'
import { classificationView } from './classification-view.mjs'
import { element } from './dom.mjs'
import { decodeWeights } from './page-weights.mjs'
import { seq2seqView } from './seq2seq-view.mjs'
import { taggingView } from './tagging-view.mjs'
import { writingView } from './writing-view.mjs'

const views = {
  classification: classificationView,
  tagging: taggingView,
  'language-model': writingView,
  seq2seq: seq2seqView,
}

function start() {
  const data = JSON.parse(take('data'))
  const network = createNetwork(data.network, decodeWeights(take('weights')))
  const panes = views[data.task](data, network)
  document
    .getElementById('app')
    .replaceChildren(
      header(data),
      element('main', { 'aria-label': 'Try it' }, ...panes),
      about(data, network),
      element(
        'footer',
        { className: 'muted small' },
        'Made with Unroll, a lab for recurrent neural networks.',
      ),
    )
}

/** The text of a block, which is not needed after that. */
function take(id) {
  const block = document.getElementById(id)
  block.remove()
  return block.textContent
}

function header({ name, kind }) {
  return element(
    'header',
    {},
    element('p', { className: 'kind' }, kind),
    element('h1', {}, name),
    element('p', { className: 'promise' }, 'Computed in this page. Nothing is sent.'),
  )
}

try {
  start()
} catch (error) {
  const reason = `This page cannot be shown: ${error.message} A newer browser may show it.`
  document.getElementById('app').replaceChildren(element('p', { role: 'alert' }, reason))
}
