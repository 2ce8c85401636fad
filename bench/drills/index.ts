/** Every drill, in the order in which they run. */

import { blockedMain } from './blocked-main.js'
import { cardinality } from './cardinality.js'
import { churn } from './churn.js'
import type { Drill } from './drill.js'
import { garbage } from './garbage.js'
import { increments } from './increments.js'
import { interleavings } from './interleavings.js'
import { kills } from './kills.js'
import { lateJoiners } from './late-joiners.js'
import { loopDelay } from './loop-delay.js'
import { observations } from './observations.js'
import { removals } from './removals.js'
import { shortLives } from './short-lives.js'
import { snapshots } from './snapshots.js'

export const drills: readonly Drill[] = [
  increments,
  observations,
  snapshots,
  interleavings,
  lateJoiners,
  kills,
  removals,
  shortLives,
  cardinality,
  churn,
  garbage,
  blockedMain,
  loopDelay,
]
