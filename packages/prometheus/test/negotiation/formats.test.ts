import { describe, expect, it } from 'vitest'
import { negotiateFormat } from '../../src/negotiation/formats.js'

const TEXT = 'text/plain; version=0.0.4; charset=utf-8'
const TEXT_1 = 'text/plain; version=1.0.0; charset=utf-8'
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
const DRAFT = 'application/openmetrics-text; version=0.0.1; charset=utf-8'

describe('negotiateFormat', () => {
  it.each([
    [undefined, TEXT],
    ['', TEXT],
    ['*/*', TEXT],
    ['text/*', TEXT],
    ['text/html, application/xhtml+xml', TEXT],
    ['text/plain', TEXT],
    ['text/plain;version=0.0.4', TEXT],
    ['text/plain;version=1.0.0', `${TEXT_1}; escaping=underscores`],
    ['text/plain;version=1.0.0;escaping=allow-utf-8;q=0.1', `${TEXT_1}; escaping=allow-utf-8`],
    ['text/plain;version=1.0.0;escaping=dots', `${TEXT_1}; escaping=dots`],
    ['application/openmetrics-text;escaping=values', `${OPEN_METRICS}; escaping=values`],
    ['application/openmetrics-text', OPEN_METRICS],
    ['APPLICATION/OpenMetrics-Text; VERSION="1.0.0"', OPEN_METRICS],
    ['application/openmetrics-text;version=0.0.1', DRAFT],
    ['application/openmetrics-text;version=9.0.0', TEXT],
    // Prometheus 2.42
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      OPEN_METRICS,
    ],
    // Prometheus 3
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      `${OPEN_METRICS}; escaping=allow-utf-8`,
    ],
    ['application/openmetrics-text;q=0.5,text/plain;q=0.6', TEXT],
    ['text/plain;q=0.5,application/openmetrics-text;q=0.6', OPEN_METRICS],
    ['application/openmetrics-text;q=0', TEXT],
    ['application/openmetrics-text;q=0.000, text/plain;q=0', TEXT],
    ['application/openmetrics-text;q=nonsense', OPEN_METRICS],
    [';;;,,,=;q', TEXT],
    [`${'a/b,'.repeat(5_000)}application/openmetrics-text`, TEXT],
  ])('%s gets %s', (accept, contentType) => expect(negotiateFormat(accept).contentType).toBe(contentType))

  it('repeats nothing of what was sent', () => {
    expect(negotiateFormat('application/openmetrics-text;version=1.0.0;escaping=evil\r\nX: y').contentType).toBe(
      `${OPEN_METRICS}; escaping=underscores`,
    )
  })
})
