// Looks at the start of a text that comes in pieces, and gives all of it on.
import type { Result } from '#shared/protocol/result'

export interface Peeked {
  /** The first piece; empty where there is none. */
  readonly start: string
  /** The whole text, the start too. */
  readonly texts: AsyncGenerator<Result<string>, void>
}

/** Reads the first piece of a text. */
export async function peek(texts: AsyncGenerator<Result<string>, void>): Promise<Peeked> {
  const first = await texts.next()
  return {
    start: !first.done && first.value.ok ? first.value.value : '',
    texts: replay(first, texts),
  }
}

async function* replay(
  first: IteratorResult<Result<string>, void>,
  rest: AsyncGenerator<Result<string>, void>,
): AsyncGenerator<Result<string>, void> {
  if (first.done) return
  try {
    yield first.value
    yield* rest
  } finally {
    await rest.return()
  }
}
