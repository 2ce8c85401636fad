/** Rows of columns, by slot. */

/** The rows of the slots that are shown: all of them as a rule. */
export function pick(column: Float64Array, shown: readonly number[] | undefined, width = 1): Float64Array {
  if (!shown) return column
  const picked = new Float64Array(shown.length * width)
  for (const [row, slot] of shown.entries()) picked.set(column.subarray(slot * width, (slot + 1) * width), row * width)
  return picked
}
