// A drawing of the page as a picture that stands alone: its styles become attributes, so that any viewer shows it as the page does.

const paint = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'opacity']
const type = ['font-size', 'font-weight', 'font-family', 'text-anchor', 'dominant-baseline']

/** By element; others show nothing themselves. */
const properties: Readonly<Record<string, readonly string[]>> = {
  path: paint,
  rect: paint,
  text: ['fill', ...type],
}

/** What an SVG without the property shows. */
const defaults: Readonly<Record<string, string>> = {
  stroke: 'none',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  opacity: '1',
  'font-weight': '400',
  'text-anchor': 'start',
  'dominant-baseline': 'auto',
}

/** The drawing as the text of an SVG file, on the page's surface. */
export function standaloneSvg(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement // a clone has the class of its original
  const { width, height } = svg.viewBox.baseVal
  const originals = svg.querySelectorAll('*')
  for (const [index, element] of copy.querySelectorAll('*').entries())
    takeStyle(element, getComputedStyle(originals[index]))
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  copy.removeAttribute('class')
  copy.prepend(surface(svg, width, height))
  return new XMLSerializer().serializeToString(copy)
}

function takeStyle(element: Element, style: CSSStyleDeclaration): void {
  element.removeAttribute('class')
  for (const property of properties[element.tagName] ?? []) {
    const value = style.getPropertyValue(property)
    if (value !== defaults[property]) element.setAttribute(property, value)
  }
}

function surface(svg: SVGSVGElement, width: number, height: number): SVGRectElement {
  const rectangle = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  rectangle.setAttribute('width', String(width))
  rectangle.setAttribute('height', String(height))
  rectangle.setAttribute('fill', getComputedStyle(svg).getPropertyValue('--surface').trim())
  return rectangle
}
