/** Loads one library for recording and no other. */

import type { LibraryName } from './names.js'
import type { RecordingPeer } from './recording-peer.js'

const loaders: Readonly<Record<LibraryName, () => Promise<RecordingPeer>>> = {
  telltale: async () => (await import('./telltale/recording.js')).telltale,
  'prom-client': async () => (await import('./prom-client/recording.js')).promClient,
  '@platformatic': async () => (await import('./platformatic/recording.js')).platformatic,
  opentelemetry: async () => (await import('./opentelemetry/recording.js')).openTelemetry,
}

export function loadRecordingPeer(name: LibraryName): Promise<RecordingPeer> {
  return loaders[name]()
}
