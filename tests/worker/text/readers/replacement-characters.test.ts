// Replacement characters that are in a file are no decoding errors, wherever chunks end.
import { TextDecoder } from 'node:util'
import { expect, it } from 'vitest'
import { replacementCounter } from '../../../../src/worker/text/readers/replacement-characters'

it.each([
  ['utf-8', Buffer.from('a\uFFFDb\uFFFD\uFFFD')],
  ['utf-16le', Buffer.from('a\uFFFDb\uFFFD\uFFFD\uFDFF\uFFFD', 'utf16le')],
  ['utf-16be', Buffer.from('a\uFFFDb\uFFFD\uFFFD\uFDFF\uFFFD', 'utf16le').swap16()],
])('%s', (encoding, bytes) => {
  for (let size = 1; size <= bytes.length; size++) {
    const decoder = new TextDecoder(encoding)
    const counter = replacementCounter(encoding)
    let count = 0
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = bytes.subarray(at, at + size)
      count += counter.count(chunk, decoder.decode(chunk, { stream: true }))
    }
    count += counter.count(Buffer.alloc(0), decoder.decode())
    expect(count, `chunks of ${size}`).toBe(0)
  }
})
