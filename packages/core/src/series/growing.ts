/** Typed arrays that grow at the end: a number costs its 4 or 8 bytes, not a boxed object. */

abstract class Growing<A extends Int32Array | Float64Array> {
  length = 0
  protected abstract items: A

  protected abstract allocate(length: number): A

  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = this.allocate(Math.max(8, Math.ceil(this.length * 1.5)))
      larger.set(this.items)
      this.items = larger
    }
    this.items[this.length++] = value
  }

  /** @param position In [0, length). */
  at(position: number): number {
    return this.items[position] as number
  }

  set(position: number, value: number): void {
    this.items[position] = value
  }

  indexOf(value: number): number {
    const { items, length } = this
    // Both slots and cell references rise as a rule: try the place a rising sequence would have the number at.
    const guess = this.search(value)
    if (items[guess] === value && guess < length) return guess
    for (let position = 0; position < length; position++) if (items[position] === value) return position
    return -1
  }

  private search(value: number): number {
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

export class GrowingInts extends Growing<Int32Array> {
  protected items = new Int32Array(0)
  protected allocate(length: number): Int32Array {
    return new Int32Array(length)
  }
}

export class GrowingFloats extends Growing<Float64Array> {
  protected items = new Float64Array(0)
  protected allocate(length: number): Float64Array {
    return new Float64Array(length)
  }
  /** A copy of the numbers so far. */
  toArray(): Float64Array {
    return this.items.slice(0, this.length)
  }
}
