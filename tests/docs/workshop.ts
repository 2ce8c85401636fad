/** A folder outside the workspace in which the built packages, and what examples use beside them, are found by name. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { listPackages } from '../../scripts/workspace/packages.mjs'
import { ROOT } from '../../scripts/workspace/root.mjs'

export interface Workshop {
  readonly folder: string
  /** Writes a file and answers its absolute path. */
  write(file: string, text: string): string
  readonly remove: () => void
}

/** What examples import beside the packages, and the package in whose dependencies it is. */
const BORROWED: readonly (readonly [name: string, from: string])[] = [
  ['express', 'packages/prometheus'],
  ['@types/express', 'packages/prometheus'],
  ['@types/node', '.'],
  ['fast-check', '.'],
]

export function openWorkshop(): Workshop {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'telltale-docs-')))
  const link = (name: string, target: string): void => {
    const path = join(folder, 'node_modules', name)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(target, path, 'dir')
  }
  for (const { name, path, manifest } of listPackages(ROOT)) if (manifest.private !== true) link(name, path)
  for (const [name, from] of BORROWED) link(name, realpathSync(join(ROOT, from, 'node_modules', name)))
  return {
    folder,
    write(file, text) {
      const path = join(folder, file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      return path
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A port that nobody has at this moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A program that was started, and how it ended. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/** Starts a program file in its folder. One that runs longer than `deadlineMillis` is killed, which its code then shows. */
export function start(file: string, env: NodeJS.ProcessEnv, deadlineMillis: number, args: readonly string[] = []): Running {
  const child = spawn(process.execPath, [file, ...args], { cwd: dirname(file), env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const timer = setTimeout(() => {
    stderr += `killed: it had not ended by itself in ${deadlineMillis} ms\n`
    child.kill('SIGKILL')
  }, deadlineMillis)
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, stdout, stderr })
    })
  })
  return { child, ended }
}
