// Writes the exported page: one file with its styles, its scripts and the model, allowed to do nothing else.
import { createHash } from 'node:crypto'
import pageTemplate from './page.html?raw'
import { modelScript, pageScript } from './scripts'

/** What differs from page to page. */
export interface PageContent {
  /** Of the experiment. */
  readonly name: string
  /** JSON, as `dataBlock` writes it. */
  readonly data: string
  /** Base64. */
  readonly weights: string
}

const template = pageTemplate.replaceAll('\r\n', '\n')
const style = /<style>([\s\S]*?)<\/style>/.exec(template)?.[1] ?? ''
const dataStart = '<script type="application/json" id="data">'
const weightsStart = '<script type="text/plain" id="weights">'
const blockEnd = '</script>'

// Nothing but what is in the page: no network, no other file, no script but these two.
const policy = [
  "default-src 'none'",
  `script-src ${[modelScript, pageScript].map(hashOf).join(' ')}`,
  `style-src ${hashOf(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** The content of index.html. */
export function renderPage({ name, data, weights }: PageContent): string {
  const blocks = [
    `${dataStart}${data}${blockEnd}`,
    `${weightsStart}${weights}${blockEnd}`,
    `<script>${modelScript}${blockEnd}`,
    `<script>${pageScript}${blockEnd}`,
  ]
  const contents: Readonly<Record<string, string>> = {
    '%policy%': policy,
    '%title%': escaped(name),
    '<!-- model -->': blocks.join('\n'),
  }
  return template.replace(/%policy%|%title%|<!-- model -->/g, (place) => contents[place])
}

/** JSON that ends no script and begins no comment, whatever the texts in it. */
export function dataBlock(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

/** The two blocks of a page; null where it does not have them. Nothing in them is checked. */
export function blocksOf(page: string): Pick<PageContent, 'data' | 'weights'> | null {
  const data = blockAfter(page, dataStart, 0)
  const weights = data && blockAfter(page, weightsStart, data.end)
  return weights ? { data: data.text, weights: weights.text } : null
}

function blockAfter(page: string, start: string, from: number) {
  const at = page.indexOf(start, from)
  if (at < 0) return null
  const end = page.indexOf(blockEnd, at + start.length)
  return end < 0 ? null : { text: page.slice(at + start.length, end), end }
}

function hashOf(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
  return text.replace(/[&<>]/g, (letter) => names[letter])
}
