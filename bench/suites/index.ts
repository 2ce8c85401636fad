/** Every suite, in the order in which they run. */

import { allocation } from './allocation.js'
import { creation } from './creation.js'
import { loopDelay } from './loop-delay.js'
import { memory } from './memory.js'
import { recording } from './recording.js'
import { startup } from './startup.js'
import type { Suite } from './suite.js'
import { text } from './text.js'
import { threads } from './threads.js'

export const suites: readonly Suite[] = [recording, allocation, creation, text, memory, threads, loopDelay, startup]
