/**
 * Where everything lies in the arena. All offsets of the format are named here and nowhere else.
 *
 * ```
 * page 0            page 1 … 4                page 5 … maxPages − 1
 * ┌───────────────┬─────────────────────────┬──────────────┬──────────────┬─────────────
 * │ header        │ owner table: one Int32  │ root page of │ page of      │ root page of
 * │ magic, clock, │ a page; 0 free,         │ the lane 5   │ lane 5: log  │ the lane 7
 * │ stamps, counts│ n > 0: lane n − 1       │ (owner 6)    │ or cells (6) │ (owner 8) …
 * └───────────────┴─────────────────────────┴──────────────┴──────────────┴─────────────
 *
 * root page of a lane                                      every other page
 * ┌──────────┬────────────────────┬──────────────────┐     ┌──────────┬─────────────────────┐
 * │ row 64 B │ first log chunk    │ first cells      │     │ row 64 B │ log chunk, or cells │
 * │          │ up to 8 KiB        │                  │     │          │                     │
 * └──────────┴────────────────────┴──────────────────┘     └──────────┴─────────────────────┘
 * ```
 *
 * A lane is named by its root page: the page whose owner is itself. So the owner table is also the list of lanes, in the order in which they were made,
 * without a fixed count, and one compare-and-swap both allocates a page and records whose it is: a thread killed there leaks nothing.
 * Pages are claimed in ascending order without gaps (a claimer only passes over pages it saw taken) and are never given back; what is freed is
 * used again inside its lane.
 *
 * **Why a store does not tear.** A cell is an aligned 8-byte word written by one `Float64Array` store. ECMAScript promises tear-freedom for integer typed
 * arrays only, but every platform Node runs on (x86-64, arm64, ppc64, s390x, riscv64) makes aligned 8-byte stores atomic, and V8 compiles the
 * store to one such instruction. Words that order others (log length, versions, epochs) are Int32 and written by `Atomics.store`.
 */

export const LAYOUT_VERSION = 2
/** Spells "TELL" in memory. */
export const MAGIC = 0x4c4c4554

export const PAGE_BYTES = 65_536
export const PAGE_CELLS = PAGE_BYTES / 8
/** A cell reference is one Int32: page × PAGE_CELLS + cell. */
export const PAGE_SHIFT = 13
export const CELL_MASK = PAGE_CELLS - 1
export const MAX_PAGES = 65_536
export const HEAD_PAGES = 5
export const HEAD_BYTES = HEAD_PAGES * PAGE_BYTES
export const OWNERS_BYTE_OFFSET = PAGE_BYTES

// --- header: Int32 words of page 0 --------------------------------------------------------------------------------------------------
export const HEADER_MAGIC = 0
export const HEADER_LAYOUT_VERSION = 1
/** Where to begin the search for a free page; a hint only. */
export const HEADER_NEXT_PAGE = 2
/** Bumped after every committed log record of any lane: a reader that saw this number has nothing to do. */
export const HEADER_LOG_VERSION = 3
/** Bumped whenever a lane is made, retired or adopted. */
export const HEADER_LANE_VERSION = 4
/** Hands out the stamps that order the `set`s of gauges and state sets, and removals. Wraps; stamps are compared by signed difference. */
export const HEADER_GAUGE_STAMP = 5
/** Two random words that tell arenas apart: one shared buffer is a different object in every thread, and after every message. */
export const HEADER_IDENTITY = 7
/** Bumped whenever shares have stopped counting: a reader that sees another number after copying than before has copied cells that may be another series' by now. */
export const HEADER_REMOVALS = 9
/**
 * Shares declared and not let go again, over all lanes, in so many counters, one of which a family goes by for its name: while it is below a metric's limit, the metric cannot have
 * reached it, and nobody need read other lanes to know.
 */
export const HEADER_SHARES = 1_024
export const SHARE_COUNTERS = 1_024
/** Names withdrawn from registries so far. While it is 0, as in most processes always, nobody need ask of which edition a name is. */
export const HEADER_WITHDRAWALS = 11
// --- header: Float64 cells of page 0 ------------------------------------------------------------------------------------------------
/** Coarse monotonic clock, milliseconds; at most about 1 s old while any thread that ticks it runs. */
export const HEADER_CLOCK_CELL = 8
/** When the arena was made, wall clock, milliseconds. */
export const HEADER_STARTED_CELL = 9

// --- row: Int32 words at the start of every page of a lane -----------------------------------------------------------------------------
export const ROW_BYTES = 64
export const ROW_CELLS = ROW_BYTES / 8
/** One of the PAGE_IS_… values. */
export const ROW_USE = 0
export const PAGE_IS_ROOT = 1
export const PAGE_IS_LOG = 2
export const PAGE_IS_CELLS = 3
// the rest on root pages only
/**
 * Whose the lane is, in one word, so that one compare-and-swap both takes it and records who did: LANE_IS_FREE or LANE_IS_RETIRED; thread + 1 while that thread writes it; -(thread + 2) while
 * that thread makes it ready to be written again.
 */
export const ROW_STATE = 1
export const LANE_IS_FREE = 0
export const LANE_IS_RETIRED = -1
/** Number of the thread that wrote the lane last. */
export const ROW_THREAD = 2
/** Number of the nearest ancestor thread that had loaded the library when the writer started. */
export const ROW_ANCESTOR = 3
/** Records of the log that readers may see. */
export const ROW_LOG_COUNT = 4
/** Identity of the arena that the lane was carried over from, two words; zeros when it was made here. */
export const ROW_CAME_FROM = 5
/**
 * Threads above ROW_ANCESTOR that had loaded the library, nearest first, 0 (the main thread) after the last: one that never recorded has no lane which could name the next. The
 * nearest, where there are more.
 */
export const ROW_ELDERS = 7
export const MAX_ELDERS = 9

// --- log ----------------------------------------------------------------------------------------------------------------------------
/** The first chunk of a lane's log ends here in its root page; the lane's first cells follow. */
export const ROOT_LOG_END_BYTES = 8_192
export const ROOT_FIRST_CELL = ROOT_LOG_END_BYTES / 8
/** A record is a length word, then that many bytes, padded to a multiple of four. */
export const RECORD_HEAD_BYTES = 4
/** In place of a length: the log goes on in the page named by the next word. Every chunk keeps room for it. */
export const RECORD_JUMP = -1
export const JUMP_BYTES = 8
/** Longest record: what fits a page of its own. */
export const MAX_RECORD_BYTES = PAGE_BYTES - ROW_BYTES - RECORD_HEAD_BYTES - JUMP_BYTES

/** Longest run of cells one series may take: a page of its own. */
export const MAX_CELL_COUNT = PAGE_CELLS - ROW_CELLS
