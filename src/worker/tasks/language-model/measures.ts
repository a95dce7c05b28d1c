// What is told of a language model's loss.

/** The loss in nats a token, in bits for each character of the text that the tokens stand for. */
export function bitsPerCharacter(loss: number, tokens: number, characters: number): number {
  return (loss * tokens) / (Math.LN2 * characters)
}

/** As an epoch's extras and a baseline's have them. */
export function measuresOf(
  loss: number,
  tokens: number,
  characters: number,
): { readonly valPerplexity: number; readonly valBitsPerCharacter: number } {
  return {
    valPerplexity: Math.exp(loss),
    valBitsPerCharacter: bitsPerCharacter(loss, tokens, characters),
  }
}
