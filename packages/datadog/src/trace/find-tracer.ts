/** The application's dd-trace, and whether it is initialised. */

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { TelltaleError } from '@telltale/core'
import type { TracerStatsd } from '../options.js'

export interface Tracer {
  readonly dogstatsd: TracerStatsd
}

/**
 * dd-trace as the application has it: resolved from its main module, then from the working folder.
 *
 * @throws TelltaleError `unavailable` when there is none.
 */
export function findTracer(): Tracer {
  for (const from of [process.argv[1], join(process.cwd(), 'index.js')]) {
    if (from === undefined) continue
    try {
      const required = createRequire(from)('dd-trace') as Tracer & { readonly default?: Tracer }
      return required.dogstatsd ? required : (required.default ?? required)
    } catch {
      // The next place.
    }
  }
  throw new TelltaleError(
    'unavailable',
    "createDatadogExporter: via 'dd-trace' needs the package dd-trace, which was not found; pass `tracer`",
  )
}

/** Before `init()`, and where it is switched off, dd-trace has a client that does nothing, a class whose name says so. */
export function isInitialised({ dogstatsd }: Tracer): boolean {
  return !/^noop/i.test(dogstatsd?.constructor?.name ?? 'Noop')
}
