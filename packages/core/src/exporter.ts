/** The door `@telltale/core/exporter`: what every exporter needs beside the read model, so that all of them check options, tell problems and wait alike. */

export type { Clock } from './ground/clock.js'
export { systemClock } from './ground/clock.js'
export { toReason } from './ground/errors.js'
export type { Faults } from './ground/faults.js'
export { collectFaults } from './ground/faults.js'
export type { OptionRule } from './ground/option-rules.js'
export { assertOptions } from './ground/option-rules.js'
export type { ProblemAnnouncer, ProblemReporter } from './ground/problems.js'
export { createProblemAnnouncer, createProblemReporter } from './ground/problems.js'
export { quote, toLine } from './ground/quote.js'
export type { Stop, Timers } from './ground/timers.js'
export { after, every, nextTurn, systemTimers } from './ground/timers.js'
