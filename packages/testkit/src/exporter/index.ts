/** The door `@telltale/testkit/exporter`: the suite that every exporter passes. */

export { describeExporter } from './describe-exporter.js'
export type {
  ExpectedOutcome,
  ExporterCreation,
  ExporterFault,
  ExporterHarness,
  ExporterReceiver,
  ExporterTestRunner,
  ReceiverAnswer,
} from './harness.js'
