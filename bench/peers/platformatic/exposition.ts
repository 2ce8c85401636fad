/** @platformatic/prom-client with a process to itself. */

import * as library from '@platformatic/prom-client'
import type { ExpositionPeer } from '../exposition-peer.js'
import { createPromShapedPeer, type PromShaped } from '../prom-shaped.js'

export const peer: ExpositionPeer = createPromShapedPeer('@platformatic', library as unknown as PromShaped)
