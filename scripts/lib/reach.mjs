// Asks quickly whether an address can be had at all, before a slow installer is let loose on it.

/** True when a HEAD request for the address is answered well within the time. */
export async function isReachable(address, timeoutMs = 5000) {
  try {
    const response = await fetch(address, {
      method: 'HEAD',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return response.ok
  } catch {
    return false
  }
}
