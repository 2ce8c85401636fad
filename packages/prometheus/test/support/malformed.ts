/** Requests no scraper sends, each with the answers that are right: versions of Node's parser differ in what they let through. */

export interface OddRequest {
  readonly name: string
  readonly bytes: string | Uint8Array
  /** The sequences of statuses that may come back; none listed, or `[]` among them: nothing at all may. */
  readonly statuses: readonly (readonly number[])[]
}

const HOST = 'Host: x\r\n'
const END = '\r\n'

function odd(name: string, bytes: string | Uint8Array, ...statuses: readonly number[][]): OddRequest {
  return { name, bytes, statuses }
}

function get(target: string, headers = HOST): string {
  return `GET ${target} HTTP/1.1\r\n${headers}\r\n`
}

/** Served at `/metrics`; every other path is 404. */
export const ODD_REQUESTS: readonly OddRequest[] = [
  // Targets that kill servers which resolve them.
  odd('two slashes', get('//'), [404]),
  odd('two slashes and a host', get('//evil.example/metrics'), [404]),
  odd('an open bracket', get('http://['), [400], [404]),
  odd('an origin without a host', get('http://'), [400], [404]),
  odd('half an IPv6 address', get('http://[::1'), [400], [404]),
  odd('a port that is none', get('http://x:99999999/nothing'), [404]),
  odd('an absolute target', get('http://x/metrics'), [200]),
  odd('an absolute target in capitals', get('HTTP://X:1/metrics?a=b'), [200]),
  odd('another scheme', get('ftp://x/metrics'), [404]),
  odd('a bad percent escape', get('/%'), [404]),
  odd('a bad percent escape behind the path', get('/metrics%zz'), [404]),
  odd('a bad UTF-8 escape in the query', get('/metrics?name[]=%ff%fe'), [200]),
  odd('an escaped path', get('/%6detrics'), [404]),
  odd('dots', get('/../../etc/passwd'), [404]),
  odd('dots to the path', get('/a/../metrics'), [404]),
  odd('a backslash', get('\\metrics'), [400], [404]),
  odd('an asterisk', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, [404]),
  odd('no target', `GET  HTTP/1.1\r\n${HOST}\r\n`, [400]),
  odd('a query that is a question mark', get('/metrics?'), [200]),
  odd('ten thousand names', get(`/metrics?${'name[]=a&'.repeat(1_000)}`), [200]),
  odd('a target of 100 KB', get(`/${'a'.repeat(100_000)}`), [431], [400], []),
  odd('a byte beyond ASCII in the target', Buffer.from(get('/m\xe9trics'), 'latin1'), [400], [404]),
  odd('a NUL in the target', get('/metrics\0'), [400]),
  odd('a prototype name', get('/__proto__'), [404]),

  // Methods.
  odd('POST with a body', `POST /metrics HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhello`, [405]),
  odd('POST that never sends its body', `POST /metrics HTTP/1.1\r\n${HOST}Content-Length: 1000000\r\n\r\n`, [405]),
  odd('PUT in chunks', `PUT /metrics HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`, [405]),
  odd('DELETE', `DELETE /metrics HTTP/1.1\r\n${HOST}\r\n`, [405]),
  odd('TRACE', `TRACE /metrics HTTP/1.1\r\n${HOST}\r\n`, [405]),
  odd('OPTIONS', `OPTIONS /metrics HTTP/1.1\r\n${HOST}\r\n`, [405]),
  odd('CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', []),
  odd('an upgrade', get('/metrics', `${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n`), [200], []),
  odd('a method that is none', `BREW /metrics HTTP/1.1\r\n${HOST}\r\n`, [400]),
  odd('a method in small letters', `get /metrics HTTP/1.1\r\n${HOST}\r\n`, [400]),
  odd('GET with a body', `GET /metrics HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabc`, [200]),
  odd('an expectation', get('/metrics', `${HOST}Expect: the-moon\r\n`), [417], [200]),
  odd('an expected 100', `POST /metrics HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc`, [100, 405]),

  // Versions and line ends.
  odd('HTTP/1.0', `GET /metrics HTTP/1.0${END}${END}`, [200]),
  odd('HTTP/0.9', 'GET /metrics\r\n', [400], []),
  odd('HTTP/2.0', `GET /metrics HTTP/2.0\r\n${HOST}\r\n`, [400], [505], [200]),
  odd('the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]),
  odd('HTTP/9.9', `GET /metrics HTTP/9.9\r\n${HOST}\r\n`, [400], [505]),
  odd('bare line feeds', `GET /metrics HTTP/1.1\n${HOST}\n`, [400], [200], []),
  odd('empty lines first', `\r\n\r\n${get('/metrics')}`, [200]),

  // Headers.
  odd('no host', get('/metrics', ''), [400]),
  odd('two hosts', get('/metrics', `${HOST}Host: y\r\n`), [400], [200]),
  odd('a header without a colon', get('/metrics', `${HOST}nonsense\r\n`), [400]),
  odd('a header name with a blank', get('/metrics', `${HOST}a b: c\r\n`), [400]),
  odd('a folded header', get('/metrics', `${HOST}a: b\r\n c\r\n`), [400], [200]),
  odd('a NUL in a header', get('/metrics', `${HOST}a: b\0c\r\n`), [400]),
  odd('64 KB of headers', get('/metrics', `${HOST}a: ${'b'.repeat(65_536)}\r\n`), [431], []),
  odd('five thousand headers', get('/metrics', HOST + 'a: b\r\n'.repeat(5_000)), [431], [200], []),
  odd('two lengths', `POST /metrics HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, [400]),
  odd(
    'a length and chunks',
    `POST /metrics HTTP/1.1\r\n${HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    [400],
    [405],
  ),
  odd('a negative length', `POST /metrics HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`, [400]),
  odd('a chunk of no size', `POST /metrics HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, [405, 400], [405], [400]),
  odd('Accept with a thousand entries', get('/metrics', `${HOST}Accept: ${'a/b;q=NaN,'.repeat(1_000)}*/*\r\n`), [200]),
  odd('Accept that takes nothing', get('/metrics', `${HOST}Accept: image/png;q=0\r\nAccept-Encoding: identity;q=0, gzip;q=0\r\n`), [200]),
  odd('a prototype header', get('/metrics', `${HOST}__proto__: x\r\nconstructor: y\r\n`), [200]),

  // Bytes that are no request.
  odd('nothing but a line end', '\r\n', []),
  odd('one letter', 'G', []),
  odd('half a request', 'GET /metr', []),
  odd('half the headers', `GET /metrics HTTP/1.1\r\nHos`, []),
  odd('a TLS hello', Uint8Array.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]), [400]),
  odd('zeros', new Uint8Array(1_000), [400]),
  odd(
    'random bytes',
    Uint8Array.from({ length: 4_096 }, (_, i) => (i * 167 + 13) % 256),
    [400],
  ),
  odd('an answer', 'HTTP/1.1 200 OK\r\n\r\n', [400]),
  odd('a line of text', 'hello there\r\n\r\n', [400]),
  odd('100 KB without a line end', 'a'.repeat(100_000), [400], [431], []),
  odd('pipelined requests', get('/metrics') + get('/nothing') + get('/metrics'), [200, 404]),
  odd('pipelined scrapes', get('/metrics').repeat(5), [200, 200, 200, 200, 200]),
  odd('a request and nonsense behind it', `${get('/metrics')}nonsense\r\n\r\n`, [200, 400], [200], [400]),
]
