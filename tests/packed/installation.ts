/** The packages as a user gets them: packed, and installed by npm in an empty folder outside the workspace. */

import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packAll } from '../../scripts/workspace/pack.mjs'
import { ROOT } from '../../scripts/workspace/root.mjs'
import { run } from '../../scripts/workspace/run.mjs'

export interface Installation {
  readonly folder: string
  /** Removes the folder. */
  readonly remove: () => void
}

/** Packs and installs every publishable package. What they depend on beside one another comes from npm's cache or registry; install scripts, all optional, do not run. */
export async function installPacked(): Promise<Installation> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-packed-')))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const tarballs = await packAll(ROOT, join(folder, 'tarballs'))
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name: 'a-user', private: true, type: 'module' })}\n`)
    const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--strict-peer-deps']
    const args = ['install', ...options, ...tarballs.map(({ path }) => path)]
    const { code, output } = await run('npm', args, { cwd: folder, env: environmentOfAUser() })
    if (code !== 0) throw new Error(`npm could not install the tarballs:\n${output}`)
    for (const { name } of tarballs) assertInstalled(folder, name)
    return { folder, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** The environment without what pnpm and vitest put there for programs they start. */
export function environmentOfAUser(): NodeJS.ProcessEnv {
  const foreign = /^(npm_|pnpm_|VITEST|NODE_(ENV|OPTIONS|PATH|V8_COVERAGE)$|TEST$|DEV$|PROD$|MODE$)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

function assertInstalled(folder: string, name: string): void {
  const path = join(folder, 'node_modules', name)
  const isCopy = existsSync(path) && realpathSync(path).startsWith(folder)
  if (!isCopy) throw new Error(`${name} was not installed from its tarball.`)
  JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
}
