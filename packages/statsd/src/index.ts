/** The door `@telltale/statsd`. */

export {}
