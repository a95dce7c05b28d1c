// The page's scripts are the modules, each in a scope of its own.
import { Script, createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { bundle } from '../../../../src/worker/export/html/bundle'
import { modelScript, pageScript } from '../../../../src/worker/export/html/scripts'

const run = (script: string, code: string): unknown => {
  const context = createContext({})
  runInContext(script, context)
  return runInContext(code, context)
}

describe('bundle', () => {
  it('gives modules what they import, and keeps their own names apart', () => {
    const script = bundle({
      one: `const own = 1\nexport const first = own\nexport function twice(x) {\n  return 2 * x\n}\n`,
      two: `import {\n  first,\n  twice,\n} from '../deep/one.mjs'\nconst own = 20\nexport function* both() {\n  yield twice(first) + own\n}\n`,
    })
    expect(run(script, '[...unroll.two.both()]')).toEqual([22])
  })

  it('goes on from a script before it', () => {
    const before = bundle({ one: 'export const value = 3\n' })
    const after = bundle(
      { two: "import { value } from './one.mjs'\nexport const more = value + 1\n" },
      ['one'],
    )
    expect(run(`${before}\n${after.replace(/^'use strict'\n/, '')}`, 'unroll.two.more')).toBe(4)
  })

  it('is the same from a checkout with other line ends', () => {
    const source = "export const value = 3\nexport const other = 'x'\n"
    expect(bundle({ one: source.replaceAll('\n', '\r\n') })).toBe(bundle({ one: source }))
  })

  it.each([
    ['what is not there', "import { a } from './none.mjs'\n", 'imports none.mjs'],
    ['a default export', 'export default 1\n', 'otherwise'],
    ['a package', "import tf from '@tensorflow/tfjs'\n", 'otherwise'],
    ['a list of exports', 'const a = 1\nexport { a }\n', 'otherwise'],
  ])('refuses %s', (_name, source, message) => {
    expect(() => bundle({ one: source })).toThrow(message)
  })
})

describe('the scripts of the page', () => {
  it.each([
    ['what computes', modelScript],
    ['what a person sees', pageScript],
  ])('%s is JavaScript that ends no element', (_name, script) => {
    expect(() => new Script(script)).not.toThrow()
    // What would end the script, or change how the browser reads it.
    expect(script).not.toMatch(/<\/script|<script|<!--/i)
    expect(script).not.toMatch(
      /\b(innerHTML|outerHTML|insertAdjacentHTML|eval|Function\(|fetch|import\()/,
    )
  })
})
