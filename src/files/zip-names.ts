// Which names of files in a zip from elsewhere are safe to write on every system.

/** Devices on Windows, whatever extension they are given. */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const forbidden = /[\u0000-\u001f\u007f<>:"|?*\\]/
const longestName = 1000
const longestPart = 255
const deepest = 20

/** Why a file of this name is not taken out, as the rest of a sentence ("leads out of it"); null when it is. */
export function objectionToName(name: string): string | null {
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'leads out of it'
  const parts = name.split('/')
  if (parts.includes('..')) return 'leads out of it'
  if (name.length > longestName || parts.length > deepest) return 'is too long'
  for (const part of parts) {
    if (part === '' || part === '.') return 'has an empty part'
    if (Buffer.byteLength(part) > longestPart) return 'is too long'
    if (forbidden.test(part)) return 'has characters that no file should have'
    if (devices.test(part) || /[. ]$/.test(part)) return 'means something else on Windows'
  }
  return null
}

/** Names seen so far, to find those that would be one file on a system that does not tell letters' case, or a file in place of a folder. */
export class SeenNames {
  readonly #files = new Set<string>()
  readonly #folders = new Set<string>()

  /** Whether the name is new and in nobody's way; it counts as seen then. */
  add(name: string): boolean {
    const key = name.normalize('NFC').toLowerCase()
    const folders = foldersOf(key)
    const isTaken = this.#files.has(key) || this.#folders.has(key)
    if (isTaken || folders.some((folder) => this.#files.has(folder))) return false
    this.#files.add(key)
    for (const folder of folders) this.#folders.add(folder)
    return true
  }
}

/** `a` and `a/b` of `a/b/c`. */
function foldersOf(name: string): string[] {
  const parts = name.split('/')
  return parts.slice(0, -1).map((_part, index) => parts.slice(0, index + 1).join('/'))
}
