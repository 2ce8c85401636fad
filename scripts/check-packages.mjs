/**
 * Checks the packages as they would be published: `node scripts/check-packages.mjs`. They must have been built.
 *
 * Each is packed, and the tarball is looked at by publint, by arethetypeswrong and by a few rules of our own.
 */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packAll } from './workspace/pack.mjs'
import { ROOT } from './workspace/root.mjs'
import { run } from './workspace/run.mjs'

/** What a tarball must hold, and all it may hold. */
const NEEDED_FILES = ['LICENSE', 'README.md', 'package.json']
const ALLOWED_FILE = /^(LICENSE|README\.md|package\.json|dist\/.+\.(c?js|d\.c?ts|c?js\.map))$/

const folder = mkdtempSync(join(tmpdir(), 'telltale-check-'))
let failed = 0
try {
  for (const tarball of await packAll(ROOT, folder)) {
    const checks = [
      { name: 'contents', ...checkContents(tarball.path) },
      { name: 'publint', ...(await tool('publint', ['run', tarball.path, '--strict'])) },
      // node10 knows no exports map; Node 20 and every bundler of today do.
      {
        name: 'arethetypeswrong',
        ...(await tool('attw', [tarball.path, '--profile', 'node16', '--no-definitely-typed', '--no-emoji', '--format', 'ascii'])),
      },
    ]
    for (const { name, code, output } of checks) {
      console.log(`check:packages: ${tarball.name} ${name} ${code === 0 ? 'ok' : `FAILED\n${output}`}`)
      if (code !== 0) failed++
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1

/**
 * @param {string} name of a program in this repository's node_modules
 * @param {readonly string[]} args
 */
function tool(name, args) {
  return run(join(ROOT, 'node_modules', '.bin', name), args, { cwd: folder })
}

/**
 * @param {string} tarball
 * @returns {{ code: number, output: string }}
 */
function checkContents(tarball) {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^package\//, ''))
  const manifest = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' })
  const faults = [
    ...NEEDED_FILES.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files.filter((file) => !ALLOWED_FILE.test(file)).map((file) => `${file} should not be published`),
    ...publicClassesOf(tarball, files),
    ...(manifest.match(/"(workspace|catalog):[^"]*"/g) ?? []).map(
      (range) => `${range} in package.json means nothing outside the workspace`,
    ),
  ]
  return { code: faults.length === 0 ? 0 : 1, output: faults.join('\n') }
}

/**
 * Classes in the published types, errors excepted: their private members would be part of the public types.
 *
 * @param {string} tarball
 * @param {readonly string[]} files
 */
function publicClassesOf(tarball, files) {
  const types = files.filter((file) => /\.d\.c?ts$/.test(file))
  return types.flatMap((file) => {
    const text = execFileSync('tar', ['-xzOf', tarball, `package/${file}`], { encoding: 'utf8', maxBuffer: 1 << 28 })
    const classes = [...text.matchAll(/^(?:export )?declare (?:abstract )?class (\w+)(?: extends (\w+))?/gm)]
    return classes.filter(([, , base]) => base?.endsWith('Error') !== true).map(([, name]) => `${file} shows the class ${name}`)
  })
}
