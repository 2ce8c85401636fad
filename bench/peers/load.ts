/** Loads one library and no other. */

import type { ExpositionPeer } from './exposition-peer.js'

const loaders: Readonly<Record<ExpositionPeer['name'], () => Promise<{ readonly peer: ExpositionPeer }>>> = {
  floor: () => import('./floor/exposition.js'),
  telltale: () => import('./telltale/exposition.js'),
  'prom-client': () => import('./prom-client/exposition.js'),
  '@platformatic': () => import('./platformatic/exposition.js'),
  opentelemetry: () => import('./opentelemetry/exposition.js'),
}

export async function loadPeer(name: ExpositionPeer['name']): Promise<ExpositionPeer> {
  return (await loaders[name]()).peer
}
