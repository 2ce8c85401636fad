/** The door `@telltale/cloudwatch`. */

export type { EmfWriter } from './emf/exporter.js'
export { createEmfExporter, createEmfWriter } from './emf/exporter.js'
export type { EmfLines, HistogramForm } from './emf/lines.js'
export type { EmfAgent, EmfDestination, EmfExporterOptions, EmfWriterOptions } from './emf/options.js'
export type { SelectDimension } from './encode/dimensions.js'
export type { EncodingOptions } from './encode/options.js'
export type { CloudWatchNaming } from './naming.js'
export { keptNaming, pascalCaseNaming } from './naming.js'
export { createCloudWatchExporter } from './put/exporter.js'
export type { CloudWatchExporterOptions } from './put/options.js'
