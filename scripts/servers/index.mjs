/** Real servers for tests: where they are, how they are started, asked and stopped. */

export { describeWithBoto3, runPython } from './boto3.mjs'
export { startCollectd } from './collectd.mjs'
export { findServer } from './find-server.mjs'
export { startOpenMetricsParser } from './openmetrics-parser.mjs'
export { startPrometheus } from './prometheus.mjs'
export { checkMetrics } from './promtool.mjs'
export { startPushgateway } from './pushgateway.mjs'
export { startServer } from './server-process.mjs'
export { startStatsd } from './statsd.mjs'
export { describeWithServer } from './with-server.mjs'
