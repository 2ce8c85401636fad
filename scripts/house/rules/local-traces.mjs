/** Nothing in the repository names one machine: no folder of it, no registry it fetched from. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Top folders in which a path is some machine's own. */
const LOCAL_FOLDERS = ['Users', 'home', 'mnt', 'root', 'tmp', 'work']
const LOCAL_PATH = new RegExp(`(?<![\\w.:~*)}\\]/-])/(?:${LOCAL_FOLDERS.join('|')})/[\\w.-]`)
const REGISTRY = /\bregistry\.[a-z]+\.[a-z]{2,}\b|\b(?:deb|archive|security)\.(?:debian|ubuntu)\.(?:org|com)\b/
/** In the lockfile any address is one too many. */
const ADDRESS = /\bhttps?:\/\/|\btarball:/
const BINARY = /\.(png|jpe?g|gif|ico|woff2?|gz|tgz|zip|pb|wasm)$/

/** @type {import('../project.mjs').Rule} */
export const localTraces = {
  name: 'local-traces',
  check: ({ root, files }) =>
    files
      .filter((file) => !BINARY.test(file))
      .flatMap((file) => {
        const lines = readFileSync(join(root, file), 'utf8').split('\n')
        return lines.flatMap((text, index) => {
          const fault = (/** @type {string} */ message) => [{ file, line: index + 1, message }]
          const path = LOCAL_PATH.exec(text)
          if (path !== null) return fault(`"${path[0]}…" is a path of one machine; make it relative or temporary`)
          if (REGISTRY.test(text)) return fault('names a registry; packages are named, never their addresses')
          if (file === 'pnpm-lock.yaml' && ADDRESS.test(text))
            return fault('an address in the lockfile; install again from the default registry')
          return []
        })
      }),
}
