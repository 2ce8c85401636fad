/** Correlation ids, what messages carry, and what logs say. */

import { describe, expect, it } from 'vitest'
import { carry, resume } from '../../src/context/carried.js'
import { activeCorrelationId, isCorrelationId, withCorrelation } from '../../src/context/correlation.js'
import { formatLogLine, logFields } from '../../src/context/log-fields.js'
import { activeScope, withSpanContext } from '../../src/context/scope.js'

const SPAN = { traceId: '12345678901234567890123456789012', spanId: '1234567890123456', traceFlags: 1 }

describe('a correlation id', () => {
  it('is active in everything its function starts', async () => {
    await withCorrelation('order-7', async (id) => {
      await null
      expect([id, activeCorrelationId()]).toEqual(['order-7', 'order-7'])
    })
    expect(activeCorrelationId()).toBeUndefined()
  })

  it.each([[undefined], [''], ['a\nb'], ['x'.repeat(129)]])('is minted in the place of %j', (given) => {
    withCorrelation(given, (id) => {
      expect(id).toMatch(/^[0-9a-f]{32}$/)
      expect(isCorrelationId(id)).toBe(true)
      expect(activeCorrelationId()).toBe(id)
    })
  })
})

describe('a message', () => {
  it('carries the scope, also through clones and JSON', () => {
    const message = withCorrelation('order-7', () => withSpanContext(SPAN, () => carry({ task: 1 })))
    expect(message.task).toBe(1)
    for (const received of [message, structuredClone(message), JSON.parse(JSON.stringify(message))]) {
      resume(received, () => {
        expect(activeCorrelationId()).toBe('order-7')
        expect(activeScope().spanContext).toEqual({ ...SPAN, isRemote: true })
      })
    }
  })

  it.each([[undefined], [null], [7], [{}], [{ telltale: 'x' }], [{ telltale: { traceparent: 7 } }]])(
    'that is %j carries nothing',
    (message) => {
      withCorrelation('receiver', () => resume(message, () => expect(activeScope().correlationId).toBeUndefined()))
    },
  )
})

describe('a log', () => {
  it('is told the active ids', () => {
    expect(logFields()).toEqual({})
    expect(formatLogLine('idle')).toBe('idle')
    withCorrelation('order-7', () =>
      withSpanContext(SPAN, () => {
        expect(logFields()).toEqual({ correlation_id: 'order-7', trace_id: SPAN.traceId, span_id: SPAN.spanId, trace_flags: '01' })
        expect(formatLogLine('a\r\nb')).toBe(`a\\u000d\\u000ab correlation_id=order-7 trace_id=${SPAN.traceId} span_id=${SPAN.spanId}`)
      }),
    )
  })
})
