// The weights of the page: base64 of 32-bit numbers, the least byte first.

/** All of them as one Float32Array. */
export function decodeWeights(base64) {
  const letters = atob(base64)
  const bytes = new Uint8Array(letters.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = letters.charCodeAt(at)
  return new Float32Array(bytes.buffer)
}
