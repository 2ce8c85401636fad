/** The public surface, name by name: what is added here or taken away is meant. */

import { describe, expect, it } from 'vitest'
import * as arbitraries from '../src/arbitraries/index.js'
import * as exporter from '../src/exporter/index.js'
import * as testkit from '../src/index.js'

describe('the door "."', () => {
  it('lets out these names and no others', () => {
    expect(Object.keys(testkit).sort()).toEqual([
      'AWKWARD_TEXTS',
      'DEFAULT_STARTED_AT_MILLIS',
      'DEFAULT_TAKEN_AT_MILLIS',
      'awkwardSnapshots',
      'buildSnapshot',
      'createManualClock',
      'createTestRegistry',
      'expectMetric',
      'familyOf',
      'resetTelltale',
      'sourceOf',
    ])
  })
})

describe('the door "./arbitraries"', () => {
  it('lets out these names and no others', () => {
    expect(Object.keys(arbitraries).sort()).toEqual([
      'boundsArbitrary',
      'countArbitrary',
      'counterValueArbitrary',
      'definitionArbitrary',
      'familyArbitrary',
      'gaugeValueArbitrary',
      'labelNameArbitrary',
      'labelNamesArbitrary',
      'labelSetArbitrary',
      'labelSetsArbitrary',
      'metricNameArbitrary',
      'quantilesArbitrary',
      'snapshotArbitrary',
      'textArbitrary',
    ])
  })
})

describe('the door "./exporter"', () => {
  it('lets out these names and no others', () => {
    expect(Object.keys(exporter)).toEqual(['describeExporter'])
  })
})
