/** Checks what is asked for of native buckets. */

import type { Faults } from '../ground/faults.js'
import type { NativeBucketOptions } from '../instruments/types.js'
import { scaleForGrowthFactor } from '../model/exponential.js'
import {
  isWholeIn,
  LEAST_MAX_BUCKETS,
  MAX_SCHEMA,
  MIN_SCHEMA,
  MOST_MAX_BUCKETS,
  type NativeHistogramDefinition,
} from '../series/definition.js'

const DEFAULT_GROWTH_FACTOR = 1.1
const DEFAULT_ZERO_THRESHOLD = 2 ** -128
const DEFAULT_MAX_BUCKETS = 160

type NativeFields = Pick<NativeHistogramDefinition, 'schema' | 'zeroThreshold' | 'maxBuckets'>

/** The fields of a definition, or undefined when no native buckets are asked for. Faults are collected, not thrown. */
export function checkNative(native: boolean | NativeBucketOptions | undefined, faults: Faults): NativeFields | undefined {
  if (native === undefined || native === false) return undefined
  const isObject = typeof native === 'object' && native !== null
  faults.expect(native === true || isObject, 'native', 'a boolean or an object', native)
  const given: NativeBucketOptions = isObject ? native : {}
  const { growthFactor, schema, zeroThreshold = DEFAULT_ZERO_THRESHOLD, maxBuckets = DEFAULT_MAX_BUCKETS } = given
  const finest = 2 ** (2 ** -MAX_SCHEMA)
  const isBoth = growthFactor !== undefined && schema !== undefined
  faults.expect(!isBoth, 'native.schema', 'left out where growthFactor is given', schema)
  faults.expect(
    growthFactor === undefined || (typeof growthFactor === 'number' && growthFactor >= finest),
    'native.growthFactor',
    `a number from ${finest.toPrecision(6)}`,
    growthFactor,
  )
  faults.expect(
    schema === undefined || isWholeIn(schema, MIN_SCHEMA, MAX_SCHEMA),
    'native.schema',
    `a whole number from ${MIN_SCHEMA} to ${MAX_SCHEMA}`,
    schema,
  )
  faults.expect(Number.isFinite(zeroThreshold) && zeroThreshold >= 0, 'native.zeroThreshold', 'a finite number from 0', zeroThreshold)
  faults.expect(
    isWholeIn(maxBuckets, LEAST_MAX_BUCKETS, MOST_MAX_BUCKETS),
    'native.maxBuckets',
    `a whole number from ${LEAST_MAX_BUCKETS} to ${MOST_MAX_BUCKETS}`,
    maxBuckets,
  )
  return {
    schema: schema ?? scaleForGrowthFactor(growthFactor ?? DEFAULT_GROWTH_FACTOR) ?? MAX_SCHEMA,
    // -0 and 0 are one threshold.
    zeroThreshold: zeroThreshold === 0 ? 0 : zeroThreshold,
    maxBuckets,
  }
}
