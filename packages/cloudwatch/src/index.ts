/** The door `@telltale/cloudwatch`. */

export type { SelectDimension } from './encode/dimensions.js'
export type { EncodingOptions } from './encode/options.js'
export type { CloudWatchNaming } from './naming.js'
export { keptNaming, pascalCaseNaming } from './naming.js'
export { createCloudWatchExporter } from './put/exporter.js'
export type { CloudWatchExporterOptions } from './put/options.js'
