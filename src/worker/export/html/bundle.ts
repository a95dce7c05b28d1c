// Puts plain JavaScript modules into one script that needs no other file, as a page opened from disk has to have it.

/** Modules by name, as `<name>.mjs` is imported; each after those that it imports. */
export type Modules = Readonly<Record<string, string>>

const importing = /^import \{([^}]*)\} from +'(?:[^']*\/)?([^/']+)\.mjs'\n/gm
const exporting = /^export (?=(?:async )?function\*? (\w+)|const (\w+))/gm

/**
 * A script that runs the modules and keeps what each exports as `unroll[name]`; the modules stay as they are otherwise, with a scope of
 * their own. Throws where one imports what is not there yet, or in a way that is not known here.
 * @param known names of modules of a script before it
 */
export function bundle(modules: Modules, known: readonly string[] = []): string {
  const names = new Set(known)
  const parts = Object.entries(modules).map(([name, source]) => {
    const part = wrapped(name, source.replaceAll('\r\n', '\n'), names)
    names.add(name)
    return part
  })
  const start = known.length === 0 ? 'const unroll = {}\n' : ''
  return `'use strict'\n${start}${parts.join('')}`
}

function wrapped(name: string, source: string, known: ReadonlySet<string>): string {
  const exported: string[] = []
  const code = source
    .replace(importing, (_, imported: string, from: string) => {
      if (!known.has(from)) throw new Error(`${name}.mjs imports ${from}.mjs, which is not there`)
      return `const {${imported}} = unroll['${from}']\n`
    })
    .replace(exporting, (_, ...[fn, constant]: (string | undefined)[]) => {
      exported.push(fn ?? constant ?? '')
      return ''
    })
  if (/^(?:import|export)\b/m.test(code))
    throw new Error(`${name}.mjs imports or exports otherwise`)
  return `
unroll['${name}'] = (() => {
${code}return { ${exported.join(', ')} }
})()
`
}
