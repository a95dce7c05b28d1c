// A fingerprint of a row, to notice rows that occur twice without keeping the texts.

/**
 * 53 bits of a text and its label id: two different rows of a million share one with a chance of 1 in 18,000.
 * cyrb53 by bryc (public domain), https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js
 */
export function rowHash(text: string, label: number): number {
  // Multiplied as a letter is: joined by XOR alone, another label would undo another first letter.
  let high = Math.imul(0xdeadbeef ^ label, 2_654_435_761)
  let low = Math.imul(0x41c6ce57 ^ label, 1_597_334_677)
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 2_654_435_761)
    low = Math.imul(low ^ unit, 1_597_334_677)
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507)
  high ^= Math.imul(low ^ (low >>> 13), 3_266_489_909)
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507)
  low ^= Math.imul(high ^ (high >>> 13), 3_266_489_909)
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0)
}
