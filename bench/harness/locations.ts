/** Where this package and its built programs are, seen from its sources and from its build alike. */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** How a program and everything it loads is loaded. */
export type ModuleFormat = 'esm' | 'cjs'

/** The folder with this package's `package.json`. */
export const packageFolder: string = findPackageFolder(dirname(fileURLToPath(import.meta.url)))

/** The file of a built program or thread: `programFile('drills/increments', 'cjs')`. */
export function programFile(name: string, format: ModuleFormat): string {
  const file = join(packageFolder, 'dist', 'programs', `${name}.${format === 'esm' ? 'js' : 'cjs'}`)
  if (!existsSync(file)) throw new Error(`bench: ${file} is missing; build this package first`)
  return file
}

/** The version of an installed dependency of this package. */
export function installedVersion(dependency: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder, 'node_modules', dependency, 'package.json'), 'utf8'))
  return (manifest as { version: string }).version
}

function findPackageFolder(start: string): string {
  let folder = start
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
