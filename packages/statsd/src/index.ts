/** The door `@telltale/statsd`: pushes to StatsD servers, in the dialect of each. */

export { createStatsdExporter } from './exporter.js'
export type {
  StatsdClient,
  StatsdDialect,
  StatsdEncodingOptions,
  StatsdExporterOptions,
  StatsdProtocol,
  StatsdTransportOptions,
} from './options.js'
