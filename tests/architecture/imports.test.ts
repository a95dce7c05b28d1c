// Holds every import against the table in docs/architecture.md: a folder is a runtime.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const source = join(root, 'src')

interface Rule {
  /** Other folders of src. */
  readonly layers: readonly string[]
  /** npm packages, or `node` for the built-in modules. */
  readonly packages: readonly RegExp[]
}

const node = /^node:/
const table: Record<string, Rule> = {
  shared: { layers: [], packages: [/^zod$/] },
  files: { layers: ['shared'], packages: [node, /^yauzl$/, /^yazl$/] },
  worker: {
    layers: ['shared', 'files'],
    packages: [
      ...[node, /^zod$/, /^comlink/, /^@tensorflow\/tfjs/],
      ...[/^csv-parse/, /^hyparquet(-compressors)?$/, /^tar-stream$/, /^yauzl$/],
      ...[/^ml-matrix$/, /^ml-pca$/, /^umap-js$/],
      ...[/^h5wasm/, /^protobufjs/, /^onnxruntime-web/],
    ],
  },
  engine: { layers: ['shared', 'files'], packages: [node, /^zod$/, /^comlink/, /^trash$/] },
  main: { layers: ['shared', 'files'], packages: [node, /^electron$/, /^zod$/] },
  preload: { layers: ['shared'], packages: [/^electron$/] },
  renderer: {
    layers: ['shared'],
    packages: [/^svelte/, /^zod$/, /^comlink$/, /^chart\.js/, /^bits-ui$/, /^katex/, /\.css$/],
  },
  cli: { layers: ['shared', 'engine'], packages: [node, /^zod$/, /^commander$/] },
}

/** Things that one file alone may touch. */
const sole: { readonly pattern: RegExp; readonly layer: string; readonly file: string }[] = [
  { pattern: /\bipcMain\b/, layer: 'main', file: 'main/ipc.ts' },
  { pattern: /window\.desktop\b/, layer: 'renderer', file: 'renderer/src/lab.ts' },
  { pattern: /['"]@tensorflow\/tfjs-node['"]/, layer: 'worker', file: 'worker/backend.ts' },
]

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

function importsOf(file: string): string[] {
  const text = withoutComments(readFileSync(file, 'utf8'))
  const pattern = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*|\brequire\(\s*)(['"])([^'"]+)\1/g
  return [...text.matchAll(pattern)].map((match) => match[2])
}

/** Why an import is not allowed, or null. */
function objection(file: string, layer: string, specifier: string): string | null {
  const rule = table[layer]
  if (specifier.startsWith('#shared/')) {
    const target = join(source, 'shared', `${specifier.slice('#shared/'.length)}.ts`)
    return existsSync(target) ? null : 'no such file in src/shared'
  }
  if (specifier.startsWith('.')) {
    const target = relative(source, resolve(dirname(file), specifier)).split(sep)[0]
    return target === layer || rule.layers.includes(target)
      ? null
      : `src/${layer} may not import src/${target}`
  }
  const name = builtinModules.includes(specifier) ? `node:${specifier}` : specifier
  return rule.packages.some((allowed) => allowed.test(name))
    ? null
    : `src/${layer} may not import ${specifier}`
}

describe('the import table', () => {
  const layers = readdirSync(source).filter((name) => name !== 'native')

  it('has a rule for every folder', () => {
    expect(layers.sort()).toEqual(Object.keys(table).sort())
  })

  it.each(layers)('src/%s keeps to it', (layer) => {
    const files = filesUnder(join(source, layer))
    expect(files.length).toBeGreaterThan(0)
    const objections = files.flatMap((file) =>
      importsOf(file).flatMap((specifier) => {
        const reason = objection(file, layer, specifier)
        return reason ? [`${relative(root, file)}: ${reason}`] : []
      }),
    )
    expect(objections).toEqual([])
  })

  it('sees what it forbids', () => {
    const file = join(source, 'engine', 'lab.ts')
    expect(objection(file, 'engine', '../worker/backend')).toMatch(/may not import src\/worker/)
    expect(objection(file, 'engine', 'electron')).toMatch(/may not import electron/)
    expect(objection(file, 'shared', 'fs')).toMatch(/may not import fs/)
  })
})

describe('one file alone', () => {
  it.each(sole)('may use $pattern', ({ pattern, layer, file }) => {
    const users = filesUnder(join(source, layer))
      .filter((path) => pattern.test(withoutComments(readFileSync(path, 'utf8'))))
      .map((path) => relative(source, path).split(sep).join('/'))
    expect(users).toEqual([file])
  })
})
