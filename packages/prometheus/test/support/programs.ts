/** Small programs that import the built packages by name, as ES modules and as CommonJS, each in a process of its own. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export type ModuleKind = 'esm' | 'cjs'

export const MODULE_KINDS: readonly ModuleKind[] = ['esm', 'cjs']

/** Here both packages are found by name. */
const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url))

const CORE_NAMES = 'createRegistry, TelltaleError'
const PROMETHEUS_NAMES = 'contentType, encodeText, metricsHandler, serveMetrics, textChunks'

/** Imports, and a body that may await. */
export function toProgram(kind: ModuleKind, body: string): string {
  if (kind === 'cjs') {
    return `const { ${CORE_NAMES} } = require('@telltale/core')
const { ${PROMETHEUS_NAMES} } = require('@telltale/prometheus')
void (async () => {\n${body}\n})()`
  }
  return `import { ${CORE_NAMES} } from '@telltale/core'
import { ${PROMETHEUS_NAMES} } from '@telltale/prometheus'
import { createRequire } from 'node:module'
const require = createRequire(process.cwd() + '/')
${body}`
}

export interface RunningProgram {
  readonly process: ChildProcess
  /** The next line it prints. */
  nextLine(): Promise<string>
  /** Settles when it has ended: how, and what it printed that was not taken by `nextLine`. */
  readonly ended: Promise<{ readonly code: number | null; readonly lines: readonly string[]; readonly errors: string }>
}

/** Starts Node on a program. The process ends with the test run at the latest. */
export function startNode(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): RunningProgram {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd ?? PACKAGE_FOLDER,
    env: { ...process.env, NODE_OPTIONS: '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const killWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', killWithUs)

  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  let rest = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) {
      const take = waiting.shift()
      if (take) take(line)
      else lines.push(line)
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const ended = once(child, 'close').then(([code]) => {
    process.off('exit', killWithUs)
    for (const take of waiting.splice(0)) take(`(ended with ${code}: ${errors})`)
    return { code: code as number | null, lines, errors }
  })

  return {
    process: child,
    ended,
    nextLine() {
      const line = lines.shift()
      return line === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(line)
    },
  }
}

/** Starts a program made by `toProgram`. */
export function startProgram(kind: ModuleKind, body: string, flags: readonly string[] = [], env?: NodeJS.ProcessEnv): RunningProgram {
  const type = kind === 'esm' ? 'module' : 'commonjs'
  return startNode([...flags, `--input-type=${type}`, '--eval', toProgram(kind, body)], env === undefined ? {} : { env })
}

/** Runs a program to its end and answers the lines it printed. @throws Error with its errors when it fails. */
export async function runProgram(
  kind: ModuleKind,
  body: string,
  flags: readonly string[] = [],
  env?: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const { code, lines, errors } = await startProgram(kind, body, flags, env).ended
  if (code !== 0) throw new Error(`the program ended with ${code}: ${errors}`)
  return lines
}
