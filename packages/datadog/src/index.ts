/** The door `@telltale/datadog`. */

export { createDatadogExporter } from './exporter.js'
export type { ToDatadogName } from './naming.js'
export { toDatadogName } from './naming.js'
export type { DatadogAgentOptions, DatadogApiOptions, DatadogOptions, DatadogTraceOptions, TracerStatsd, Variables } from './options.js'
