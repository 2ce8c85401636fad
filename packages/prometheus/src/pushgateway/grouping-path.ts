/** The path of a group at a Pushgateway, whatever its job and labels hold. */

import { Buffer } from 'node:buffer'
import { escapeName } from '../escaping.js'

/** What reaches the server as it is, whoever stands between: no proxy or URL library makes anything else of it. */
const PLAIN_VALUE = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/

/**
 * `/metrics/job/<job>{/<label>/<value>}`, labels in order of their names.
 *
 * A value that is not plain, as one with a slash, an empty one, `..` or any with letters beyond ASCII, is written as base64 of its UTF-8 behind a label name ending in `@base64`. A label
 * name that classic Prometheus does not understand is written by the escaping scheme `values`, which a Pushgateway reads back with `--push.enable-utf8-names`.
 *
 * Source: README of prometheus/pushgateway, "URL".
 *
 * @param job Not empty.
 */
export function toGroupingPath(job: string, grouping: Readonly<Record<string, string>>): string {
  const labels = Object.entries(grouping).map(([name, value]) => [escapeName(name, 'values', true), value] as const)
  labels.sort(([left], [right]) => (left < right ? -1 : 1))
  return `/metrics${[['job', job] as const, ...labels].map(([name, value]) => toPathPart(name, value)).join('')}`
}

function toPathPart(name: string, value: string): string {
  if (PLAIN_VALUE.test(value)) return `/${name}/${value}`
  // Nothing in base64 would be an empty part of the path, which is lost: the padding alone means nothing.
  return `/${name}@base64/${Buffer.from(value, 'utf8').toString('base64url') || '='}`
}
