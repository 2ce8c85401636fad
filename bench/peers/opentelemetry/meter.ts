/** An OpenTelemetry meter whose collection is asked for by hand, without the limit on series that the others do not have. */

import type { Meter } from '@opentelemetry/api'
import {
  AggregationType,
  InstrumentType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics'
import { bounds } from '../workload.js'

/** Beyond what any suite fills. */
const seriesLimit = 10_000_000

class ManualReader extends MetricReader {
  constructor() {
    super({ cardinalitySelector: () => seriesLimit })
  }
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve()
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve()
  }
}

export interface ManualMeter {
  readonly meter: Meter
  /** Its histograms are exponential ones, of at most 160 buckets. */
  readonly nativeMeter: Meter
  readonly collect: () => Promise<ResourceMetrics>
}

/** Histograms have the same 11 buckets as everybody's. */
export function createManualMeter(): ManualMeter {
  const reader = new ManualReader()
  const nativeView: ViewOptions = {
    aggregationCardinalityLimit: seriesLimit,
    meterName: 'native',
    aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 160 } },
  }
  const view: ViewOptions = {
    // A view does not ask the reader for its limit.
    aggregationCardinalityLimit: seriesLimit,
    instrumentType: InstrumentType.HISTOGRAM,
    meterName: 'bench',
    aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [...bounds] } },
  }
  const provider = new MeterProvider({ readers: [reader], views: [view, nativeView] })
  return {
    meter: provider.getMeter('bench'),
    nativeMeter: provider.getMeter('native'),
    async collect() {
      const { resourceMetrics, errors } = await reader.collect()
      if (errors.length > 0) throw errors[0]
      return resourceMetrics
    },
  }
}
