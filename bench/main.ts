/** `bench [suite …] [--quick] [--pin] [--strict]`: measures Telltale beside its peers and prints how it stands. */

import { relative } from 'node:path'
import { ArgumentError, parseArguments } from './harness/arguments.js'
import { canPin, describeMachine } from './harness/machine.js'
import { formatReport, writeReport } from './harness/report.js'
import { suites } from './suites/index.js'

const usage = `bench [suite …] [--quick] [--pin] [--strict]
  suites   ${suites.map(({ name }) => name).join(', ')}; all of them when none is named
  --quick  small and short: shows that the suites work, its figures mean little
  --pin    bind measuring processes of one thread to core 0
  --strict exit with 1 when a bar is missed`

async function main(): Promise<number> {
  const { names, flags } = parseArguments(
    process.argv.slice(2),
    suites.map(({ name }) => name),
    ['--quick', '--pin', '--strict', '--help'],
  )
  if (flags.has('--help')) {
    console.log(usage)
    return 0
  }
  const machine = describeMachine()
  const isQuick = flags.has('--quick')
  const core = flags.has('--pin') && canPin() ? 0 : undefined
  if (flags.has('--pin') && core === undefined) console.log('note: there is no taskset here; nothing is pinned')
  console.log(
    `Node ${machine.node}, ${machine.coreCount} × ${machine.processor}, ${machine.platform}, load average ${machine.loadAverage.toFixed(2)}` +
      `${core === undefined ? '' : `, pinned to core ${core}`}${isQuick ? ', quick: the figures mean little' : ''}`,
  )

  let met = 0
  let missed = 0
  for (const suite of suites) {
    if (names.length > 0 && !names.includes(suite.name)) continue
    const started = performance.now()
    const report = await suite.run({ isQuick, core, progress: (line) => console.error(`  ${suite.name}: ${line}`) })
    const file = writeReport(report, machine, isQuick)
    const seconds = ((performance.now() - started) / 1_000).toFixed(0)
    console.log(`\n${formatReport(report)}\n\n${suite.name} took ${seconds} s; written to ${relative(process.cwd(), file)}`)
    for (const { verdict } of report.judgements) verdict === 'MISSED' ? missed++ : met++
  }
  console.log(`\n${met} bars met, ${missed} missed${isQuick ? ' (a quick run decides nothing)' : ''}`)
  return flags.has('--strict') && missed > 0 ? 1 : 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    // What was typed wrongly needs no stack but the usage; what broke needs its stack.
    if (error instanceof ArgumentError) console.error(`bench: ${error.message}\n\n${usage}`)
    else console.error(error)
    process.exitCode = 2
  },
)
