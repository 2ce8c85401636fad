/** Fetches an exposition over HTTP and times it. */

import { get } from 'node:http'

export interface Scrape {
  /** From the request to the last byte. */
  readonly millis: number
  readonly byteCount: number
}

/** Reads and drops the body, as cheaply as it can be done. */
export function scrape(url: string): Promise<Scrape> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const request = get(url, (response) => {
      let byteCount = 0
      response.on('data', (chunk: Buffer) => {
        byteCount += chunk.byteLength
      })
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ millis: performance.now() - started, byteCount })
        else reject(new Error(`${url} answered ${response.statusCode}`))
      })
    })
    request.on('error', reject)
  })
}

/** The whole text. */
export async function fetchText(url: string): Promise<string> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.text()
}
