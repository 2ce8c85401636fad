/** The path a request asks for. */

/** `http://host` before the path: the form proxies use (RFC 9112, 3.2.2). */
const ORIGIN = /^https?:\/\/[^/?#]*/i

/**
 * The path of a request target, as sent: nothing is decoded, resolved or normalised, and nothing that a client can send makes it throw.
 * (`new URL` throws on `//` and on `http://[`, which has taken whole processes down: CVE-2026-44902.)
 */
export function toRequestPath(target: string): string {
  const path = target.replace(ORIGIN, '')
  const end = path.search(/[?#]/)
  return end < 0 ? path : path.slice(0, end)
}
