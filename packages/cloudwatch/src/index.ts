/** The door `@telltale/cloudwatch`. */

export {}
