// Serves the built page, and nothing else, under app:// with a strict Content-Security-Policy.
import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

export const pageOrigin = 'app://unroll'
export const pageUrl = `${pageOrigin}/index.html`

/** No inline code, no eval, no network; Svelte makes its templates through the one policy named here. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Makes app:// behave like an ordinary secure origin; must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
  ])
}

/** Answers app:// requests from the page's folder. */
export function serveApp(folder: string): void {
  protocol.handle('app', (request) => respond(folder, request.method, request.url))
}

/** The answer to one request. */
export async function respond(folder: string, method: string, url: string): Promise<Response> {
  if (method !== 'GET') return refusal(405)
  const file = fileFor(folder, url)
  if (!file) return refusal(404)
  try {
    const body = await readFile(file.path)
    return new Response(new Uint8Array(body), { headers: headers(file.type) })
  } catch {
    return refusal(404)
  }
}

/** The file that a URL names, or null when it lies outside the folder or is of no known type. */
export function fileFor(folder: string, url: string): { path: string; type: string } | null {
  const pathname = pathOf(url)
  if (pathname === null) return null
  const path = normalize(join(folder, pathname))
  const type = types[extname(path).toLowerCase()]
  return path.startsWith(normalize(folder) + sep) && type ? { path, type } : null
}

function pathOf(url: string): string | null {
  try {
    const { protocol: scheme, host, pathname } = new URL(url)
    if (scheme !== 'app:' || host !== 'unroll') return null
    const path = decodeURIComponent(pathname)
    // A null byte ends a path early for the system; a backslash separates folders on Windows; a colon names a stream there.
    return /[\0\\:]/.test(path) ? null : path
  } catch {
    return null
  }
}

function headers(type: string): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
  }
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: headers('text/plain') })
}
