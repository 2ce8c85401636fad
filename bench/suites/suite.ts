/** What every suite is given and gives back. */

import type { SuiteReport } from '../harness/report.js'

export interface SuiteOptions {
  /** A run that shows that the suite works; its figures mean little. */
  readonly isQuick: boolean
  /** Bind measuring processes to this core. */
  readonly core: number | undefined
  /** Told what goes on. */
  readonly progress: (line: string) => void
}

export interface Suite {
  readonly name: string
  readonly run: (options: SuiteOptions) => Promise<SuiteReport>
}
