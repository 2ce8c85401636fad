/** The door `@telltale/statsd/dogstatsd`. */

export {}
