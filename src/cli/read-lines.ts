// Reads standard input as lines; node:readline would also split at U+2028, which is text.

const mostLines = 256

/** The lines as they arrive, in batches of at most 256, without their line breaks. */
export async function* readLines(input: AsyncIterable<unknown>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of input) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(bytesOf(chunk), { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    yield* batches(lines)
  }
  rest += decoder.decode()
  if (rest !== '') yield* batches([rest])
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  throw new TypeError('Standard input gave neither text nor bytes.')
}

function* batches(lines: readonly string[]): Generator<string[]> {
  for (let start = 0; start < lines.length; start += mostLines)
    yield lines.slice(start, start + mostLines).map((line) => line.replace(/\r$/, ''))
}
