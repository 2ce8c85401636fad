/** Which Node.js runs. */

import type { Collector, CollectorHost } from './collector.js'

const NAME = 'nodejs_version_info'

export function collectVersions({ registry, sinks }: CollectorHost): Collector {
  if (!sinks.isSelected(NAME)) return {}
  const [major = '', minor = '', patch = ''] = process.versions.node.split('.')
  registry.info({ name: NAME, help: 'The version of Node.js.', labels: { version: process.version, major, minor, patch } })
  return {}
}
