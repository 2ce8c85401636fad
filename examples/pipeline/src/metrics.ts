/** The metrics of the pipeline. Every thread makes them by the same definitions and thereby shares them; nothing is wired. */

import { type BoundCounter, createRegistry } from '@telltale/core'
import { ERROR_TYPES, type ErrorType, type FileReport, STATUSES, STEPS, type Status, type Step, type StepReport } from './steps.js'

/** What the threads of the pipeline record, and what the main thread reads back while they do. */
export interface PipelineMetrics {
  /** A worker takes a file in hand. */
  fileStarted(): void
  /** A worker has finished a file: everything that is counted of it, in one synchronous step. */
  fileFinished(report: FileReport): void
  /** A worker is gone and the file it held is not done. */
  fileAbandoned(): void
  /** One more step, made by the main thread. */
  stepDone(report: StepReport): void
  queueIs(depth: number): void
  vocabularyIs(distinctWordCount: number): void
  /** Read out of shared memory; no thread is asked. */
  current(): PipelineState
}

/** How far the pipeline is. */
export interface PipelineState {
  readonly finishedCount: number
  readonly failedCount: number
  readonly readBytes: number
  readonly wordCount: number
  readonly activeWorkerCount: number
  readonly queueDepth: number
}

/** Value of the `pipeline` label. */
const PIPELINE = 'words'

/** 10 µs to 10 s. */
const DURATION_BUCKETS_SECONDS = [1e-5, 2.5e-5, 1e-4, 2.5e-4, 1e-3, 2.5e-3, 1e-2, 2.5e-2, 0.1, 0.25, 1, 2.5, 10]

/** The quantiles of seed and dashboard: half, and the slowest or largest tenth, twentieth and hundredth. */
const QUANTILES = [0.5, 0.9, 0.95, 0.99]

/** Makes the metrics, or finds them made, in the registry that all threads of the process share. */
export function createPipelineMetrics(): PipelineMetrics {
  const registry = createRegistry()
  const pipeline = PIPELINE

  const started = registry
    .counter({ name: 'pipeline_executions_started_total', help: 'Files taken in hand by a worker.', labels: ['pipeline'] })
    .with({ pipeline })
  const abandoned = registry
    .counter({
      name: 'pipeline_executions_abandoned_total',
      help: 'Files whose worker ended before it finished them.',
      labels: ['pipeline'],
    })
    .with({ pipeline })
  const executions = registry.counter({
    name: 'pipeline_executions_total',
    help: 'Files finished, by how they ended.',
    labels: ['pipeline', 'status'],
  })
  const duration = registry
    .histogram({
      name: 'pipeline_duration_seconds',
      help: 'Time a worker spent on one file, all steps together.',
      unit: 'seconds',
      labels: ['pipeline'],
      buckets: DURATION_BUCKETS_SECONDS,
    })
    .with({ pipeline })
  const stepExecutions = registry.counter({
    name: 'pipeline_step_executions_total',
    help: 'Steps done, by how they ended.',
    labels: ['pipeline', 'step', 'status'],
  })
  const stepDuration = registry.histogram({
    name: 'pipeline_step_duration_seconds',
    help: 'Time spent on one step of one file.',
    unit: 'seconds',
    labels: ['pipeline', 'step'],
    buckets: DURATION_BUCKETS_SECONDS,
  })
  const items = registry.counter({
    name: 'pipeline_items_total',
    help: 'What came out of a step: files, lines, words, distinct words, entries merged; files refused under status error.',
    labels: ['pipeline', 'step', 'status'],
  })
  const bytes = registry.counter({
    name: 'pipeline_bytes_total',
    help: 'Size of what came out of a step, or of what it refused.',
    unit: 'bytes',
    labels: ['pipeline', 'step', 'status'],
  })
  const errors = registry.counter({
    name: 'pipeline_errors_total',
    help: 'Files refused, by step and type of error.',
    labels: ['pipeline', 'step', 'type'],
  })
  const fileSize = registry
    .summary({
      name: 'pipeline_file_size_bytes',
      help: 'Sizes of the files read.',
      unit: 'bytes',
      labels: ['pipeline'],
      quantiles: QUANTILES,
    })
    .with({ pipeline })
  const activeWorkers = registry
    .gauge({ name: 'pipeline_active_workers', help: 'Workers with a file in hand.', labels: ['pipeline'], across: 'sum' })
    .with({ pipeline })
  const queueDepth = registry
    .gauge({ name: 'pipeline_queue_depth', help: 'Files not yet handed to a worker.', labels: ['pipeline'] })
    .with({ pipeline })
  const distinctWords = registry
    .gauge({ name: 'pipeline_distinct_words', help: 'Distinct words aggregated so far.', labels: ['pipeline'] })
    .with({ pipeline })

  const finished = perStatus((status) => executions.with({ pipeline, status }))
  const instruments = perStep((step) => ({
    duration: stepDuration.with({ pipeline, step }),
    ends: perStatus((status) => ({
      executions: stepExecutions.with({ pipeline, step, status }),
      items: items.with({ pipeline, step, status }),
      bytes: bytes.with({ pipeline, step, status }),
    })),
  }))
  const errorsByType = new Map<ErrorType, BoundCounter>()
  for (const [step, types] of Object.entries(ERROR_TYPES)) {
    for (const type of types) errorsByType.set(type, errors.with({ pipeline, step, type }))
  }

  function stepDone({ step, seconds, items, bytes, error }: StepReport): void {
    const { duration, ends } = instruments[step]
    const end = ends[error === undefined ? 'success' : 'error']
    end.executions.inc()
    end.items.inc(items)
    end.bytes.inc(bytes)
    duration.observe(seconds)
    if (error !== undefined) errorsByType.get(error)?.inc()
  }

  return {
    fileStarted() {
      started.inc()
      activeWorkers.inc()
    },
    fileFinished({ steps, sizeBytes }) {
      let seconds = 0
      for (const step of steps) {
        stepDone(step)
        seconds += step.seconds
      }
      duration.observe(seconds)
      if (sizeBytes !== undefined) fileSize.observe(sizeBytes)
      finished[steps.at(-1)?.error === undefined ? 'success' : 'error'].inc()
      activeWorkers.dec()
    },
    fileAbandoned: () => abandoned.inc(),
    stepDone,
    queueIs: (depth) => queueDepth.set(depth),
    vocabularyIs: (distinctWordCount) => distinctWords.set(distinctWordCount),
    current() {
      const failedCount = finished.error.get()
      return {
        finishedCount: finished.success.get() + failedCount,
        failedCount,
        readBytes: instruments.read.ends.success.bytes.get(),
        wordCount: instruments.tokenize.ends.success.items.get(),
        activeWorkerCount: activeWorkers.get(),
        queueDepth: queueDepth.get(),
      }
    },
  }
}

function perStep<T>(make: (step: Step) => T): Record<Step, T> {
  return Object.fromEntries(STEPS.map((step) => [step, make(step)])) as Record<Step, T>
}

function perStatus<T>(make: (status: Status) => T): Record<Status, T> {
  return Object.fromEntries(STATUSES.map((status) => [status, make(status)])) as Record<Status, T>
}
