/** The door `@telltale/statsd`: pushes to StatsD servers, in the dialect of each. */

export { createStatsdExporter } from './exporter.js'
export type { DogstatsdEvent, DogstatsdServiceCheck } from './live/events.js'
export type { LiveInstrumentOptions, SampledInstrumentOptions, StatsdLive } from './live/live.js'
export { createStatsdLive } from './live/live.js'
export type { StatsdLiveOptions } from './live/options.js'
export type {
  StatsdClient,
  StatsdDialect,
  StatsdEncodingOptions,
  StatsdExporterOptions,
  StatsdProtocol,
  StatsdTransportOptions,
} from './options.js'
