/** `drill [name …]`: runs the large, timed or violent proofs at full size and prints their figures. Exits with 1 when a claim does not hold. */

import type { DrillResult } from './drills/drill.js'
import { drills } from './drills/index.js'
import { ArgumentError, parseArguments } from './harness/arguments.js'
import { describeMachine } from './harness/machine.js'

const usage = `drill [name …]\n${drills.map(({ name, promise }) => `  ${name.padEnd(14)} ${promise}`).join('\n')}`

function format({ title, checks, figures }: DrillResult): string {
  const width = Math.max(...checks.map(({ claim }) => claim.length), ...Object.keys(figures).map((name) => name.length))
  return [
    `  ${title}`,
    ...checks.map(({ claim, holds, found }) => `    ${holds ? 'holds ' : 'BROKEN'}  ${claim.padEnd(width)}  ${found}`),
    ...Object.entries(figures).map(([name, figure]) => `            ${name.padEnd(width)}  ${figure}`),
  ].join('\n')
}

async function main(): Promise<number> {
  const { names, flags } = parseArguments(
    process.argv.slice(2),
    drills.map(({ name }) => name),
    ['--help'],
  )
  if (flags.has('--help')) {
    console.log(usage)
    return 0
  }
  const { node, coreCount, loadAverage } = describeMachine()
  console.log(`Node ${node}, ${coreCount} cores, load average ${loadAverage.toFixed(2)}`)
  let broken = 0
  let held = 0
  for (const drill of drills) {
    if (names.length > 0 && !names.includes(drill.name)) continue
    console.log(`\n${drill.name}: ${drill.promise}`)
    for (const result of await drill.run((line) => console.error(`  … ${line}`))) {
      console.log(format(result))
      for (const { holds } of result.checks) holds ? held++ : broken++
    }
  }
  console.log(`\n${held} claims hold, ${broken} broken`)
  return broken === 0 ? 0 : 1
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    // What was typed wrongly needs no stack but the usage; what broke needs its stack.
    if (error instanceof ArgumentError) console.error(`drill: ${error.message}\n\n${usage}`)
    else console.error(error)
    process.exitCode = 2
  },
)
