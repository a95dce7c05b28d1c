// Paths as text, for what an experiment file says relative to its own folder; main checks what may be read.

const absolute = /^([/\\]|[A-Za-z]:[/\\])/

/** `path` as it is when absolute, else within `folder`, with that folder's kind of separator. */
export function absolutePath(folder: string, path: string): string {
  if (absolute.test(path)) return path
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/'
  const parts = folder.split(/[\\/]/)
  for (const part of path.split(/[\\/]/)) {
    if (part === '..' && parts.length > 1) parts.pop()
    else if (part !== '.' && part !== '..') parts.push(part)
  }
  return parts.join(separator)
}
