/** The door `@telltale/datadog`. */

export {}
