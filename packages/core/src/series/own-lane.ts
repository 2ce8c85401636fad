/** The lane a thread writes, with all that writing it takes. */

import type { Arena, Page } from '../arena/arena.js'
import { type CellSpace, createCellSpace } from '../arena/cell-space.js'
import { claimLane, settleLane, takeRetiredLane, type Writer } from '../arena/lane.js'
import { createLogWriter, type LogWriter } from '../arena/log.js'
import { ExemplarPlaces } from './exemplar-places.js'
import { type Heritage, readHeritage } from './heritage.js'
import { RemovalCopies } from './removal-copies.js'

export interface OwnLane {
  readonly root: Page
  readonly log: LogWriter
  readonly space: CellSpace
  /** What an ended thread left in it. */
  readonly heritage: Heritage | undefined
  readonly exemplars: ExemplarPlaces
  readonly copies: RemovalCopies
}

/** The lane of a thread that has ended: what is declared alike goes on where that one stopped. Undefined when there is none. */
export function takeOverLane(arena: Arena, writer: Writer): OwnLane | undefined {
  const root = takeRetiredLane(arena, writer)
  if (!root) return undefined
  const heritage = readHeritage(arena, root)
  heritage.clearShares()
  const { used, logPages, exemplars } = heritage
  const space = createCellSpace(arena, root, used, logPages)
  const lane = { root, log: createLogWriter(arena, root), space, heritage, exemplars, copies: new RemovalCopies() }
  settleLane(arena, root, writer)
  return lane
}

/** Undefined when the arena is full. */
export function claimNewLane(arena: Arena, writer: Writer): OwnLane | undefined {
  const root = claimLane(arena, writer)
  if (!root) return undefined
  settleLane(arena, root, writer)
  const space = createCellSpace(arena, root)
  const log = createLogWriter(arena, root)
  return { root, log, space, heritage: undefined, exemplars: new ExemplarPlaces(), copies: new RemovalCopies() }
}
