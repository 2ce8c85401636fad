/** Where this repository is. */

import { fileURLToPath } from 'node:url'

/** The absolute folder of the repository, without a slash at its end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')
