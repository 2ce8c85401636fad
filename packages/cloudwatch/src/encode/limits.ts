/** What CloudWatch takes, as API_PutMetricData, API_MetricDatum and the specification of the embedded metric format state it. */

/** API_PutMetricData: "no more than 1000 different metrics" a request. */
export const MAX_DATA_PER_REQUEST = 1_000
/** API_PutMetricData: "1 MB in size for HTTP POST requests", taken as a million bytes of plain text, though a compressed one could hold more. */
export const MAX_REQUEST_BYTES = 1_000_000
/** API_MetricDatum, Values: "up to 150 unique values". */
export const MAX_VALUES_PER_DATUM = 150
/** API_MetricDatum, Dimensions: "Maximum number of 30 items". */
export const MAX_DIMENSION_COUNT = 30
/** API_MetricDatum, MetricName: length from 1 to 255. */
export const MAX_NAME_LENGTH = 255
/** API_PutMetricData, Namespace: length from 1 to 255. */
export const MAX_NAMESPACE_LENGTH = 255
/** API_Dimension, Name: length from 1 to 255, not beginning with a colon. */
export const MAX_DIMENSION_NAME_LENGTH = 255
/** API_Dimension, Value: length from 1 to 1024, with at least one character that is no blank. */
export const MAX_DIMENSION_VALUE_LENGTH = 1_024
/** API_MetricDatum, Value: "-2^360 to 2^360". */
export const MAX_MAGNITUDE = 2 ** 360
/** API_MetricDatum, Value: numbers nearer to zero are "too small". */
export const MIN_MAGNITUDE = 2 ** -360
/** API_MetricDatum, Timestamp: "two weeks before the current date". */
export const MAX_AGE_MILLIS = 14 * 24 * 3_600_000
/** API_MetricDatum, Timestamp: "2 hours after the current day and time". */
export const MAX_AHEAD_MILLIS = 2 * 3_600_000

/** Embedded metric format, MetricDirective.Metrics: "MUST NOT contain more than 100". */
export const MAX_EMF_METRICS_PER_LINE = 100
/** Embedded metric format, Target members: arrays "MUST NOT have more than 100 members". */
export const MAX_EMF_VALUES_PER_METRIC = 100
/** CloudWatch Logs: an event has at most 256 KB, of which 26 bytes are its own. */
export const MAX_EMF_LINE_BYTES = 256 * 1_024 - 26
/** RFC 768: what a UDP datagram over IPv4 holds. */
export const MAX_DATAGRAM_BYTES = 65_507
