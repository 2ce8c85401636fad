/** The door `@telltale/testkit/arbitraries`: generators for fast-check, which whoever comes through it must have installed. */

export type { GeneratedDefinition } from './definitions.js'
export { definitionArbitrary } from './definitions.js'
export { labelNamesArbitrary, labelSetArbitrary, labelSetsArbitrary } from './label-sets.js'
export { boundsArbitrary, countArbitrary, counterValueArbitrary, gaugeValueArbitrary, quantilesArbitrary } from './numbers.js'
export type { SnapshotArbitraryOptions } from './snapshots.js'
export { familyArbitrary, snapshotArbitrary } from './snapshots.js'
export { labelNameArbitrary, metricNameArbitrary, textArbitrary } from './texts.js'
