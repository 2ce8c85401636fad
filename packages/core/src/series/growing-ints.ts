/** A list of Int32 that grows at the end: a number costs its 4 bytes and a little slack, not a boxed object. */
export class GrowingInts {
  length = 0
  private items = new Int32Array(0)

  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = new Int32Array(Math.max(8, Math.ceil(this.length * 1.25)))
      larger.set(this.items)
      this.items = larger
    }
    this.items[this.length++] = value
  }

  /** @param position In [0, length). */
  at(position: number): number {
    return this.items[position] as number
  }

  /** @param position In [0, length). */
  set(position: number, value: number): void {
    this.items[position] = value
  }

  /** Position of a number, or -1. Quick when the numbers rise, as slots and cell references do as a rule. */
  indexOf(value: number): number {
    const guess = this.firstNotBelow(value)
    if (guess < this.length && this.items[guess] === value) return guess
    for (let position = 0; position < this.length; position++) if (this.items[position] === value) return position
    return -1
  }

  private firstNotBelow(value: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.items[middle] as number) < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
