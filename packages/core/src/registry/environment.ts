/** What the environment says about recording at all. */

import { processOf } from '../ground/platform.js'

/** Whether `OTEL_SDK_DISABLED` is `true`, in whatever case: the one value that switches off. Source: OpenTelemetry, general SDK configuration. */
export function isSwitchedOff(): boolean {
  return processOf()?.env?.['OTEL_SDK_DISABLED']?.toLowerCase() === 'true'
}
