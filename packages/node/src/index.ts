/** What a Node.js process can say of itself. */

export { collectRuntimeMetrics } from './runtime/collect.js'
export type { RuntimeMetrics, RuntimeMetricsOptions } from './runtime/options.js'
