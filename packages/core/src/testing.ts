/** The door `@telltale/core/testing`: what `@telltale/testkit` needs of the core's insides. Applications have no use for it. */

export { resetRegistries } from './registry/create.js'
