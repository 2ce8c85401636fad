/** The copies a thread has made of other lanes' shares when it removed their series. They are needed until those lanes let the shares go. */

import type { FamilyView } from './family-view.js'
import type { RemovedShare } from './records.js'

/** Copies looked at whenever another is made: more than one, so that they grow fewer as soon as they may. */
const LOOKS = 8

export class RemovalCopies {
  /** By number of the family. */
  private readonly pending = new Map<number, RemovedShare[]>()

  add(family: number, shares: readonly RemovedShare[]): void {
    const known = this.pending.get(family)
    if (known) known.push(...shares)
    else this.pending.set(family, [...shares])
  }

  /**
   * Takes out copies that nobody needs any more. A reader looks at a copy only while it knows the share, and whoever learns that a share was let go looks at everything again; so the cells
   * may be another series' at once.
   *
   * @param view The family as it is now.
   * @param count How many copies are about to be made.
   */
  takeUnneeded(family: number, view: FamilyView, count: number): RemovedShare[] {
    const pending = this.pending.get(family) ?? []
    const unneeded: RemovedShare[] = []
    for (let looks = Math.min(count * LOOKS, pending.length); looks > 0; looks--) {
      const share = pending.shift() as RemovedShare
      if (view.knows(share)) pending.push(share)
      else unneeded.push(share)
    }
    return unneeded
  }
}
