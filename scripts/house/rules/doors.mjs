/** Packages meet only at their doors. */

import { posix } from 'node:path'

const SCOPE = '@telltale/'
const CORE = '@telltale/core'
/** The doors of core that exporters may use: the read model, the push loop, what they all need, and the front door for serving. */
const EXPORTER_DOORS = new Set(['@telltale/core', '@telltale/core/model', '@telltale/core/push', '@telltale/core/exporter'])
/** The one pair of exporters that may meet, and where. */
const EXPORTER_PAIRS = new Set(['@telltale/datadog > @telltale/statsd/dogstatsd'])
/** Published packages that are no exporters: instrumentation and test tools live on all of core. */
const NOT_EXPORTERS = new Set([CORE, '@telltale/node', '@telltale/prom-client', '@telltale/testkit'])

/**
 * A source file imports its own package by relative paths and others by the names in their `exports`; exporters use of core only the
 * doors made for them, and never one another.
 *
 * @type {import('../project.mjs').Rule}
 */
export const doors = {
  name: 'doors',
  check: ({ sources, packages }) => {
    const byName = new Map(packages.map((one) => [one.name, one]))
    return sources.flatMap((source) => {
      const { owner, file } = source
      if (owner === undefined || source.isTest) return []
      return source.imports.flatMap(({ specifier, line }) => {
        const fault = (/** @type {string} */ message) => [{ file, line, message }]
        if (specifier.startsWith('.')) {
          const target = posix.join(posix.dirname(file), specifier)
          if (target.startsWith(`${owner.folder}/`)) return []
          return fault(`"${specifier}" leaves ${owner.name}; import the other package by its name`)
        }
        if (!specifier.startsWith(SCOPE)) return []

        const name = specifier.split('/').slice(0, 2).join('/')
        const door = `.${specifier.slice(name.length)}`
        if (name === owner.name) return fault(`${name} imports itself by name; use a relative path`)
        const exported = byName.get(name)?.manifest.exports
        if (exported === undefined || !(door in exported)) return fault(`${name} has no door "${door}"; use one of its exports`)
        if (!source.isShipped || NOT_EXPORTERS.has(owner.name)) return []
        if (name === CORE) {
          if (EXPORTER_DOORS.has(specifier)) return []
          return fault(`an exporter may use of core only ${[...EXPORTER_DOORS].join(', ')}`)
        }
        if (EXPORTER_PAIRS.has(`${owner.name} > ${specifier}`)) return []
        return fault(`${owner.name} must not depend on ${name}: exporters know core alone`)
      })
    })
  },
}
