// The two scripts of an exported page: what computes, which needs no page, and what a person sees of it.
import activations from '../javascript/network/activations.mjs?raw'
import attention from '../javascript/network/attention.mjs?raw'
import cells from '../javascript/network/cells.mjs?raw'
import layers from '../javascript/network/layers.mjs?raw'
import network from '../javascript/network/network.mjs?raw'
import products from '../javascript/network/products.mjs?raw'
import about from '../javascript/page/about.mjs?raw'
import check from '../javascript/page/check.mjs?raw'
import classificationView from '../javascript/page/classification-view.mjs?raw'
import classifier from '../javascript/page/classifier.mjs?raw'
import converter from '../javascript/page/converter.mjs?raw'
import dom from '../javascript/page/dom.mjs?raw'
import draw from '../javascript/page/draw.mjs?raw'
import pageWeights from '../javascript/page/page-weights.mjs?raw'
import seq2seqView from '../javascript/page/seq2seq-view.mjs?raw'
import start from '../javascript/page/start.mjs?raw'
import tagger from '../javascript/page/tagger.mjs?raw'
import taggingView from '../javascript/page/tagging-view.mjs?raw'
import tokenStrip from '../javascript/page/token-strip.mjs?raw'
import turns from '../javascript/page/turns.mjs?raw'
import typedText from '../javascript/page/typed-text.mjs?raw'
import words from '../javascript/page/words.mjs?raw'
import writer from '../javascript/page/writer.mjs?raw'
import writingView from '../javascript/page/writing-view.mjs?raw'
import unrollJoin from '../javascript/unroll-join.mjs?raw'
import unrollText from '../javascript/unroll-text.mjs?raw'
import unrollWords from '../javascript/unroll-words.mjs?raw'
import { bundle, type Modules } from './bundle'

/** Each after those that it imports. */
const modelModules: Modules = {
  'unroll-text': unrollText,
  'unroll-join': unrollJoin,
  'unroll-words': unrollWords,
  activations,
  products,
  cells,
  layers,
  attention,
  network,
  draw,
  'page-weights': pageWeights,
  classifier,
  tagger,
  writer,
  converter,
}

const pageModules: Modules = {
  words,
  turns,
  dom,
  'token-strip': tokenStrip,
  'typed-text': typedText,
  'classification-view': classificationView,
  'tagging-view': taggingView,
  'writing-view': writingView,
  'seq2seq-view': seq2seqView,
  check,
  about,
  start,
}

/** Runs the network; needs nothing of a page. */
export const modelScript = bundle(modelModules)

/** What a person sees. */
export const pageScript = bundle(pageModules, Object.keys(modelModules))
