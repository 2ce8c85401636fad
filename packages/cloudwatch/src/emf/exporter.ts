/** The exporter and the writer of the embedded metric format. */

import { toReason } from '@telltale/core/exporter'
import type { Snapshot } from '@telltale/core/model'
import { type DroppedPoints, exponentialRetry, type PushExporter } from '@telltale/core/push'
import { createEncoder } from '../encode/encoder.js'
import { MAX_EMF_LINE_BYTES } from '../encode/limits.js'
import { type EmfLines, toLines } from './lines.js'
import { type EmfExporterOptions, type EmfWriterOptions, type ResolvedEmf, readExporterOptions, readWriterOptions } from './options.js'
import { createLineTransport } from './transport.js'

/** Lines of a snapshot, or of the increments of one. Does no I/O and remembers nothing of the snapshot. */
export type EmfWriter = (snapshot: Snapshot) => EmfLines

/**
 * A pure writer, for lines that go a way of their own. CloudWatch adds up what it reads: give it increments, as `deltaOf` makes them.
 *
 * Each line has at most 100 metrics of one set of dimensions, arrays of at most 100 values, and 256 KB; it ends with a line feed and is ASCII.
 *
 * @throws TelltaleError `invalid_options`, naming all faults at once.
 */
export function createEmfWriter(options: EmfWriterOptions): EmfWriter {
  return writerOf(readWriterOptions(options), MAX_EMF_LINE_BYTES)
}

/**
 * Writes increments as lines of the embedded metric format, from which CloudWatch makes metrics without a request: standard output in Lambda, and elsewhere a file or a CloudWatch agent.
 *
 * A line is out of our hands when the kernel has it. Those that are, are not written again when others fail; nobody says whether CloudWatch has them. Over TCP a line that was under way
 * when the connection was lost is written again.
 *
 * @throws TelltaleError `invalid_options`, naming all faults at once.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createEmfExporter(options: EmfExporterOptions): PushExporter {
  const resolved = readExporterOptions(options)
  const transport = createLineTransport(resolved.destination)
  const write = writerOf(resolved, transport.maxLineBytes)
  const progressOf = new WeakMap<Snapshot, { readonly written: EmfLines; position: number }>()

  return {
    name: 'emf',
    temporality: 'delta',
    retry: exponentialRetry({ initialDelayMillis: 200 }),
    async push(snapshot, signal) {
      const progress = progressOf.get(snapshot) ?? { written: write(snapshot), position: 0 }
      progressOf.set(snapshot, progress)
      const { lines, dropped } = progress.written
      try {
        for (; progress.position < lines.length; progress.position++) {
          if (signal.aborted) return { outcome: 'retryable', reason: 'aborted' }
          await transport.write(lines[progress.position] as string, signal)
        }
      } catch (error) {
        return { outcome: 'retryable', reason: toReason(error) }
      } finally {
        transport.rest?.()
      }
      return dropped.length === 0 ? { outcome: 'accepted' } : { outcome: 'accepted', dropped }
    },
    close: () => transport.close(),
  }
}

function writerOf(options: ResolvedEmf, maxLineBytes: number): EmfWriter {
  const encode = createEncoder(options)
  return (snapshot) => {
    const { data, dropped } = encode(snapshot)
    const { lines, dropped: tooLarge } = toLines(data, snapshot.takenAtMillis, { ...options, maxLineBytes })
    const all: DroppedPoints[] = [...dropped, ...tooLarge]
    return { lines, dropped: all }
  }
}
