/** The public surface, name by name: what is added here or taken away is meant. */

import { describe, expect, it } from 'vitest'
import * as context from '../src/context/index.js'
import * as exporter from '../src/exporter.js'
import * as core from '../src/index.js'
import * as model from '../src/model/index.js'
import * as push from '../src/push/index.js'
import * as testing from '../src/testing.js'

describe('the door "."', () => {
  it('lets out these names and no others', () => {
    expect(Object.keys(core).sort()).toEqual([
      'DEFAULT_BUCKETS',
      'OVERFLOW_VALUE',
      'TelltaleError',
      'arenaHandle',
      'attach',
      'createRegistry',
      'denyMetrics',
      'dropLabel',
      'exponentialBuckets',
      'exponentialBucketsRange',
      'limitSeries',
      'linearBuckets',
      'mapLabelValue',
      'mergeSources',
      'overrideBuckets',
      'renameMetric',
    ])
  })
})

describe('the door "./context"', () => {
  it('lets out these names and no others', () => {
    expect(Object.keys(context).sort()).toEqual([
      'CORRELATION_HEADER',
      'SAMPLED_FLAG',
      'activeBaggage',
      'activeCorrelationId',
      'activeScope',
      'activeSpanContext',
      'carry',
      'createCorrelationId',
      'createSpanId',
      'createTraceId',
      'deriveScope',
      'extractScope',
      'formatBaggage',
      'formatLogLine',
      'formatTraceparent',
      'injectHeaders',
      'isCorrelationId',
      'isSampled',
      'isSpanId',
      'isTraceId',
      'logFields',
      'parseBaggage',
      'parseTraceparent',
      'parseTracestate',
      'resume',
      'runInScope',
      'toSpanContext',
      'withBaggage',
      'withCorrelation',
      'withSpanContext',
    ])
  })
})

describe('the door "./model"', () => {
  it('lets out these names and no others', () => {
    expect(Object.keys(model).sort()).toEqual([
      'MAX_EXEMPLAR_CODE_POINTS',
      'MAX_NAME_LENGTH',
      'MAX_SCALE',
      'MIN_SCALE',
      'claimedNames',
      'deltaOf',
      'exponentialScale',
      'histogramQuantile',
      'isLabelName',
      'isMetricName',
      'labelValue',
      'lowerResolution',
      'mergeSources',
      'points',
      'scaleForGrowthFactor',
      'scaleForRelativeError',
      'seriesCountOf',
    ])
  })
})

describe('the door "./push"', () => {
  it('lets out these names and no others', () => {
    expect(Object.keys(push).sort()).toEqual([
      'MAX_RETRY_AFTER_MILLIS',
      'createPusher',
      'exponentialRetry',
      'noRetry',
      'parseRetryAfter',
      'selectFamilies',
      'startPushThread',
    ])
  })
})

describe('the door "./exporter"', () => {
  it('lets out these names and no others', () => {
    expect(Object.keys(exporter).sort()).toEqual([
      'after',
      'assertOptions',
      'collectFaults',
      'createProblemAnnouncer',
      'createProblemReporter',
      'every',
      'nextTurn',
      'quote',
      'systemClock',
      'systemTimers',
      'toLine',
      'toReason',
    ])
  })
})

describe('the door "./testing"', () => {
  it('lets out these names and no others', () => {
    expect(Object.keys(testing)).toEqual(['resetRegistries'])
  })
})

describe('a registry', () => {
  it('is a snapshot source with these members', () => {
    const registry = core.createRegistry({ shared: false })
    for (const member of [
      'counter',
      'gauge',
      'histogram',
      'summary',
      'info',
      'stateSet',
      'child',
      'get',
      'unregister',
      'names',
      'gather',
      'gatherChunks',
      'refresh',
      'collect',
      'clear',
      'toJSON',
    ] as const) {
      expect(typeof registry[member]).toBe('function')
    }
    expect(registry.name).toBe('default')
  })
})
