/** What the command line says. */

import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** How one run of the pipeline is to be made. */
export interface PipelineOptions {
  /** Every readable text file below this directory is a piece of work. */
  readonly directory: string
  readonly workerCount: number
  /** Port of `/metrics`; 0 takes any free one. */
  readonly port: number
  /** Stay up after the run, until interrupted. */
  readonly shouldServe: boolean
  /** When the directory holds more than this, an even selection of its files is taken. */
  readonly maxTotalBytes: number
  /** Count one word too many on purpose: shows that the comparison would notice. */
  readonly shouldMiscount: boolean
}

/** Printed by `--help` and with every fault of the command line. */
export const USAGE = `usage: pipeline [directory] [options]

  directory              what to read (default: the packages installed in this workspace); also --directory
  --workers <n>          worker threads (default: one a core, at least 2)
  --port <n>             port of /metrics (default: any free one, 9464 with --serve)
  --serve                stay up after the run, until interrupted
  --max-megabytes <n>    take an even selection of the files when there are more (default: 128)
  --miscount             count one word too many on purpose, to see 'exact: no'
  --help                 print this`

const INSTALLED_PACKAGES = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const SERVE_PORT = 9464

/**
 * Reads the arguments after the program's name. A relative directory is taken from where the package manager was called, if one was.
 * @returns `undefined` when help is asked for.
 * @throws Error naming every fault of the command line.
 */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): PipelineOptions | undefined {
  const { values, positionals } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    allowPositionals: true,
    options: {
      directory: { type: 'string' },
      workers: { type: 'string' },
      port: { type: 'string' },
      serve: { type: 'boolean', default: false },
      'max-megabytes': { type: 'string' },
      miscount: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined

  const faults: string[] = []
  if (positionals.length + (values.directory === undefined ? 0 : 1) > 1) faults.push('expected one directory at most')
  const wholeNumber = (option: string, text: string | undefined, otherwise: number, least: number, most: number): number => {
    if (text === undefined) return otherwise
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    faults.push(`--${option}: expected a whole number from ${least} to ${most}, got '${text}'`)
    return otherwise
  }

  const shouldServe = values.serve
  const directory = values.directory ?? positionals[0]
  const options: PipelineOptions = {
    directory: directory === undefined ? INSTALLED_PACKAGES : resolve(environment['INIT_CWD'] ?? '.', directory),
    workerCount: wholeNumber('workers', values.workers, Math.max(2, availableParallelism()), 1, 256),
    port: wholeNumber('port', values.port, shouldServe ? SERVE_PORT : 0, 0, 65_535),
    shouldServe,
    maxTotalBytes: wholeNumber('max-megabytes', values['max-megabytes'], 128, 1, 1_000_000) * 1_000_000,
    shouldMiscount: values.miscount,
  }
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return options
}
