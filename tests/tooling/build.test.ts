import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listPackages, withNeeds } from '../../scripts/workspace/packages.mjs'
import { ROOT } from '../../scripts/workspace/root.mjs'
import { run } from '../../scripts/workspace/run.mjs'
import { manifest, type PlantedRepository, plantRepository } from './planted-repository.js'

/** A build that copies the source, so that what comes out shows what went in. */
const COPY = "require('node:fs').cpSync('src', 'dist', { recursive: true })"
const scripts = { build: `node -e "${COPY}"` }

let repository: PlantedRepository
beforeEach(() => {
  repository = plantRepository({
    'package.json': '{ "private": true }\n',
    'packages/core/package.json': manifest('@telltale/core', { scripts }),
    'packages/statsd/package.json': manifest('@telltale/statsd', { scripts, peerDependencies: { '@telltale/core': '*' } }),
    'bench/package.json': manifest('@telltale/bench', { private: true }),
  })
})
afterEach(() => repository.remove())

/** Builds and answers the lines that say what became of each package. */
async function build(...args: string[]): Promise<{ code: number; lines: string[] }> {
  // What a pnpm around this test says of its own workspace is none of the planted one's business.
  const ambient = Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name))
  const env = { ...Object.fromEntries(ambient), TELLTALE_BUILD_ROOT: repository.root }
  const { code, output } = await run(process.execPath, [join(ROOT, 'scripts', 'build.mjs'), ...args], { env })
  const lines = output.split('\n').filter((line) => line.startsWith('build: '))
  return { code, lines: lines.map((line) => line.replace(/ in [\d.]+ s$/, '')) }
}

test('a package is built again only when something that goes into it has changed, and so are those that need it', async () => {
  expect(await build()).toEqual({ code: 0, lines: ['build: @telltale/core built', 'build: @telltale/statsd built'] })
  expect(await build()).toEqual({ code: 0, lines: ['build: @telltale/core unchanged', 'build: @telltale/statsd unchanged'] })

  repository.write('packages/statsd/src/index.ts', 'export const changed = 1\n')
  expect((await build()).lines).toEqual(['build: @telltale/core unchanged', 'build: @telltale/statsd built'])
  expect(readFileSync(join(repository.root, 'packages/statsd/dist/index.ts'), 'utf8')).toBe('export const changed = 1\n')

  repository.write('packages/core/src/index.ts', 'export const changed = 2\n')
  expect((await build()).lines).toEqual(['build: @telltale/core built', 'build: @telltale/statsd built'])

  repository.write('packages/core/test/a.test.ts', 'export {}\n')
  repository.write('packages/core/README.md', 'No input of the build.\n')
  expect((await build()).lines).toEqual(['build: @telltale/core unchanged', 'build: @telltale/statsd unchanged'])

  rmSync(join(repository.root, 'packages/core/dist'), { recursive: true })
  expect((await build()).lines).toEqual(['build: @telltale/core built', 'build: @telltale/statsd unchanged'])
  expect((await build('--force')).lines).toEqual(['build: @telltale/core built', 'build: @telltale/statsd built'])
})

test('a damaged output is built again', async () => {
  await build()
  repository.write('packages/core/dist/index.ts', 'damaged')
  expect((await build()).lines).toEqual(['build: @telltale/core built', 'build: @telltale/statsd unchanged'])
})

test('a package named on the command line is built with what it needs and nothing else', async () => {
  expect((await build('packages/core')).lines).toEqual(['build: @telltale/core built'])
  expect(existsSync(join(repository.root, 'packages/statsd/dist'))).toBe(false)
  expect((await build('@telltale/statsd')).lines).toEqual(['build: @telltale/core unchanged', 'build: @telltale/statsd built'])
  expect((await build('nonsense')).code).toBe(2)
})

test('a build that fails fails the run, stops those that need it, and is tried again', async () => {
  repository.write('packages/core/package.json', manifest('@telltale/core', { scripts: { build: 'node -e "process.exit(3)"' } }))
  for (let round = 0; round < 2; round++) {
    const { code, lines } = await build()
    expect(code).toBe(1)
    expect(lines[0]).toMatch(/^build: @telltale\/core FAILED/)
    expect(lines[1]).toBe('build: @telltale/statsd not built: a package it needs failed')
  }
})

test('packages are listed after those they need', () => {
  const packages = listPackages(repository.root)
  expect(packages.map((one) => one.name)).toEqual(['@telltale/core', '@telltale/bench', '@telltale/statsd'])
  const statsd = packages.filter((one) => one.name === '@telltale/statsd')
  expect(withNeeds(packages, statsd).map((one) => one.folder)).toEqual(['packages/core', 'packages/statsd'])

  repository.write('packages/core/package.json', manifest('@telltale/core', { devDependencies: { '@telltale/statsd': '*' } }))
  expect(() => listPackages(repository.root)).toThrow('in a ring: @telltale/core, @telltale/statsd')
})
