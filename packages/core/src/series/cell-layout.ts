/**
 * Which cells a series of each kind has in a lane, and what they mean. Cells are 8 bytes; a *word* is half a cell.
 *
 * ```
 * counter     value
 * gauge       last                    version │ delta │ value base stamp │ value base stamp     (two banks; the version's low bit names the current one)
 *             sum, min, max, each     value │ how often it was written
 * histogram   count of each bucket, +Inf last │ sum │ [min │ max]
 *   native    negative directory │ directory of 128 octaves, two a cell │ sum │ zeroCount │ [min │ max] │ [count of each classic bucket, +Inf last]
 *     octave    2^(scale − coarseness) counts
 * summary     count │ sum │ window × ageBuckets
 *   window      epoch zeroCount │ negative directory │ directory of 128 octaves, two a cell
 *   octave      2^scale counts, two a cell
 * info        1 while these labels are the ones to show, else 0
 * stateset    version │ bank │ bank                                    (the version's low bit names the current one)
 *   bank        a cell a state: word of the stamp it was set at, word of what it was set to
 * ```
 *
 * There are no imports here: the bundler writes constants in place of their names only where no import of a value comes before them, and a name is read anew on hot paths (setting a
 * gauge: 10.4 ns, and 12.3).
 */

export const GAUGE_VERSION = 0
export const GAUGE_DELTA = 1
export const GAUGE_BANKS = 2
export const GAUGE_BANK_CELLS = 3
export const BANK_VALUE = 0
export const BANK_BASE = 1
export const BANK_STAMP = 2
export const GAUGE_LAST_CELLS = GAUGE_BANKS + 2 * GAUGE_BANK_CELLS

export const SHARE_VALUE = 0
/** How often the share was written; negative while its thread has taken it out of what is read. */
export const SHARE_TOUCHED = 1
export const GAUGE_SHARE_CELLS = 2

export const SUMMARY_COUNT = 0
export const SUMMARY_SUM = 1
export const SUMMARY_WINDOWS = 2

// Words of a window, counted from its first word.
/** Number of the period the window holds; 0 while it holds nothing that counts. */
export const WINDOW_EPOCH = 0
export const WINDOW_ZERO_COUNT = 1
/** Cell reference of the directory of negative values, 0 when there were none. */
export const WINDOW_NEGATIVE = 2
/** First of the references to octaves, 0 where nothing was observed yet. */
export const WINDOW_DIRECTORY = 4
/** Magnitudes in (2^MIN_OCTAVE, 2^(MAX_OCTAVE + 1)] have buckets of their own; what is beyond goes to the nearest. */
export const MIN_OCTAVE = -64
export const MAX_OCTAVE = 63
export const OCTAVE_COUNT = MAX_OCTAVE - MIN_OCTAVE + 1
export const DIRECTORY_CELLS = OCTAVE_COUNT / 2
export const WINDOW_CELLS = WINDOW_DIRECTORY / 2 + DIRECTORY_CELLS

export const STATES_VERSION = 0
export const STATES_BANKS = 1
// Words of a state in a bank.
export const STATE_STAMP = 0
export const STATE_VALUE = 1
/** What a state was set to; 0 while it never was. */
export const STATE_OFF = 1
export const STATE_ON = 2

/** Word with the cell reference of the directory of negative values, 0 when there were none. */
export const NATIVE_NEGATIVE_WORD = 0
export const NATIVE_DIRECTORY = 1
export const NATIVE_SUM = NATIVE_DIRECTORY + DIRECTORY_CELLS
export const NATIVE_ZERO_COUNT = NATIVE_SUM + 1
/** Where the extremes are, or else the classic buckets. */
export const NATIVE_REST = NATIVE_ZERO_COUNT + 1

// A directory's word of an octave: the cell reference of its chunk, 29 bits, and above it how many times the buckets of the octave were merged in pairs before it was made.
export const CHUNK_REF_MASK = 2 ** 29 - 1
export const COARSENESS_SHIFT = 29
export const MAX_COARSENESS = 7
