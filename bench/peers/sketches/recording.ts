/** @datadog/sketches-js: one quantile sketch, no windows, no labels. */

import { DDSketch } from '@datadog/sketches-js'
import { installedVersion } from '../../harness/locations.js'
import type { RecordingCase, RecordingPeer } from '../recording-peer.js'
import { workload } from '../workload.js'

function acceptObservations(): RecordingCase {
  const { orderMask, observations } = workload
  const sketch = new DDSketch({ relativeAccuracy: 0.01 })
  return {
    loop(iterations) {
      for (let i = 0; i < iterations; i++) sketch.accept(observations[i & orderMask] as number)
    },
    recorded: () => sketch.count,
  }
}

export const sketches: RecordingPeer = {
  name: 'sketches-js',
  version: installedVersion('@datadog/sketches-js'),
  exercise: () => {},
  cases: { summaryFiveWindows: acceptObservations, summaryTenWindows: acceptObservations },
}
