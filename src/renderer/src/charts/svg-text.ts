// How SVG is written for files: elements from names and attributes, with every text made safe.

type Attributes = Readonly<Record<string, string | number>>

/** An element; `children` are elements, written already. */
export function svgElement(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${svgText(typeof value === 'number' ? short(value) : value)}"`)
    .join('')
  return children.length === 0
    ? `<${name}${written}/>`
    : `<${name}${written}>${children.join('')}</${name}>`
}

/** A text as it may stand in an element or an attribute. */
export function svgText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(forbidden, '')
}

/** The whole file. */
export function svgDocument(width: number, height: number, ...children: string[]): string {
  const size = { width, height, viewBox: `0 0 ${short(width)} ${short(height)}` }
  const root = svgElement('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size }, ...children)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`
}

// Control characters that XML has no way to write, which tokens of a text can hold.
// eslint-disable-next-line no-control-regex -- they are what is looked for
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

// Hundredths of a pixel are enough.
function short(value: number): string {
  return String(Math.round(value * 100) / 100)
}
