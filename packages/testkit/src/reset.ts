/** Brings the registries of the process back to empty between tests. */

import { resetRegistries } from '@telltale/core/testing'

/**
 * Empties every shared registry that this thread has made, as if the process had just started: counts and sums begin at 0, label sets vanish, metrics without labels show 0,
 * and what was announced to `onProblem` is announced anew. Instruments and bound handles that modules made when they were loaded stay good, and so do the options of the registries. Private
 * registries (`shared: false`, `createTestRegistry`) are left alone.
 *
 * The registries are the process's: what other threads, and other copies of the library, have recorded goes too, and what they record afterwards begins at 0. An update of another thread
 * that overlaps the call may be lost or may stay. It is synchronous, for `beforeEach`.
 */
export function resetTelltale(): void {
  resetRegistries()
}
