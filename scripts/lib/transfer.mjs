// Streams one address into a file: goes on where an earlier try ended, and gives up when nothing comes.
import { createWriteStream, existsSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { done, failed } from './result.mjs'

/**
 * Downloads `address` into `file`, appending to what is there already.
 * Options: `onProgress(bytes, total)`, `stallMs` (longest silence), `attempts`.
 */
export async function transfer(address, file, options = {}) {
  const { attempts = 3 } = options
  mkdirSync(path.dirname(file), { recursive: true })
  let reason = ''
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const outcome = await transferOnce(address, file, options)
    if (outcome.ok || outcome.final) return outcome
    reason = outcome.message
  }
  return failed(reason)
}

async function transferOnce(address, file, { onProgress, stallMs = 30_000 }) {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), stallMs)
  try {
    const start = existsSync(file) ? statSync(file).size : 0
    // Compression on the way would make the byte counts of a resumed download meaningless.
    const headers = {
      'accept-encoding': 'identity',
      ...(start > 0 && { range: `bytes=${start}-` }),
    }
    const response = await fetch(address, { headers, signal: silence.signal })
    if (response.status === 416) return done(file)
    if (!response.ok) return { ...failed(`the server answered ${response.status}`), final: true }
    const resumed = resumesAt(response, start)
    let received = resumed ? start : 0
    const total = received + Number(response.headers.get('content-length') ?? 0)
    const count = async function* (chunks) {
      for await (const chunk of chunks) {
        timer = restart(timer, () => silence.abort(), stallMs)
        received += chunk.length
        onProgress?.(received, total)
        yield chunk
      }
    }
    const output = createWriteStream(file, { flags: resumed ? 'a' : 'w' })
    await pipeline(Readable.fromWeb(response.body), count, output)
    return received < total ? failed('the connection ended early') : done(file)
  } catch (error) {
    return failed(reasonOf(error, silence.signal.aborted, stallMs))
  } finally {
    clearTimeout(timer)
  }
}

function resumesAt(response, start) {
  const range = response.headers.get('content-range') ?? ''
  return start > 0 && response.status === 206 && range.startsWith(`bytes ${start}-`)
}

function restart(timer, onSilence, stallMs) {
  clearTimeout(timer)
  return setTimeout(onSilence, stallMs)
}

function reasonOf(error, silent, stallMs) {
  if (silent) return `nothing came for ${Math.round(stallMs / 1000)} s`
  return error.cause?.code ?? error.cause?.message ?? error.code ?? error.message
}
