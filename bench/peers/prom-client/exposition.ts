/** prom-client with a process to itself. */

import * as library from 'prom-client'
import type { ExpositionPeer } from '../exposition-peer.js'
import { createPromShapedPeer } from '../prom-shaped.js'

export const peer: ExpositionPeer = createPromShapedPeer('prom-client', library)
