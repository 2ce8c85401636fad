/** Every drill, in the order in which they run. */

import { blockedMain } from './blocked-main.js'
import type { Drill } from './drill.js'
import { increments } from './increments.js'
import { kills } from './kills.js'
import { lateJoiners } from './late-joiners.js'
import { loopDelay } from './loop-delay.js'

export const drills: readonly Drill[] = [increments, lateJoiners, kills, blockedMain, loopDelay]
