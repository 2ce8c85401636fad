/** How the measurements of single steps are taken. Whole calls, beside other libraries, are measured by `bench`. */

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** The exports of a source file of core, as it is now. */
export async function loadCoreSource(file) {
  const entry = join(ROOT, 'packages/core/src', file)
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', target: 'node20', write: false })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`)
}

/** The first argument of the program as a whole number. */
export function sizeFromArguments(usual) {
  const size = Number(process.argv[2] ?? usual)
  if (!Number.isSafeInteger(size) || size < 1) throw new Error(`expected a whole number from 1, got ${process.argv[2]}`)
  return size
}

/**
 * Medians in nanoseconds a call, by contender. All take turns, so that what the machine does meanwhile hits all alike.
 *
 * @param {Record<string, (times: number) => number>} contenders each makes `times` calls and answers what came of them, which must be alike
 */
export function takeTurns(contenders, rounds, times) {
  const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let round = -3; round < rounds; round++) {
    const results = new Set()
    for (const [name, run] of Object.entries(contenders)) {
      const startedAtMillis = performance.now()
      results.add(run(times))
      const nanos = ((performance.now() - startedAtMillis) * 1e6) / times
      if (round >= 0) samples[name].push(nanos)
    }
    if (results.size !== 1) throw new Error(`the contenders disagree: ${[...results].join(', ')}`)
  }
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1]
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, median(values)]))
}

/** Prints medians, each beside its ratio to the first. */
export function printMedians(title, medians) {
  const [first] = Object.values(medians)
  console.log(title)
  for (const [name, nanos] of Object.entries(medians)) {
    console.log(`  ${name.padEnd(44)} ${nanos.toFixed(1).padStart(7)} ns  ${(nanos / first).toFixed(1).padStart(5)} ×`)
  }
}
