/** Makes an exporter in the thread that asks, from a description that came from another. */

import { toReason } from '../../ground/errors.js'
import { processOf } from '../../ground/platform.js'
import { quote, toLine } from '../../ground/quote.js'
import { isExporter } from '../options.js'
import type { PushExporter } from '../types.js'
import type { ExporterModule } from './messages.js'

/** @throws Error saying which part of the description is wrong. */
export async function loadExporter({ module, factory, options }: ExporterModule): Promise<PushExporter> {
  const loaded: Readonly<Record<string, unknown>> = await import(toUrl(module)).catch((error: unknown) => {
    throw new Error(`the module ${quote(module)} cannot be imported: ${toLine(toReason(error))}`)
  })
  const make = loaded[factory] ?? (loaded['default'] as Readonly<Record<string, unknown>> | undefined)?.[factory]
  if (typeof make !== 'function') throw new Error(`the module ${quote(module)} exports no function ${quote(factory)}`)
  const exporter: unknown = await make(options)
  if (isExporter(exporter)) return exporter
  throw new Error(`${factory}() must make an exporter with a name, a temporality, push() and close(), got ${quote(exporter)}`)
}

/** An absolute path is not what `import()` takes on every platform. */
function toUrl(module: string): string {
  const isPath = /^(\/|[A-Za-z]:[\\/])/.test(module)
  return (isPath && processOf()?.getBuiltinModule?.('node:url').pathToFileURL(module).href) || module
}
