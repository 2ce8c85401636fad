/** Telltale for Prometheus: snapshots as text, and servers that answer scrapes with it. */

export { type EscapingScheme, escapeName, unescapeName } from './escaping.js'
export { encodeOpenMetrics, openMetricsChunks, openMetricsContentType } from './openmetrics/openmetrics-encoder.js'
export type { HandlerOptions, ServeOptions, TextOptions } from './options.js'
export { protobufChunks, protobufContentType } from './protobuf/protobuf-encoder.js'
export { createPushgatewayExporter } from './pushgateway/exporter.js'
export type { PushgatewayExporterOptions, PushgatewayOptions } from './pushgateway/options.js'
export { createPushgateway, type Pushgateway } from './pushgateway/pushgateway.js'
export { type MetricsHandler, metricsHandler } from './serve/handler.js'
export { type MetricsServer, serveMetrics } from './serve/serve-metrics.js'
export { contentType, encodeText, textChunks } from './text/text-encoder.js'
export type { TargetOptions } from './wire/http-target.js'
