/** The libraries that are measured, by the names they have in every table. */

export type LibraryName = 'telltale' | 'prom-client' | '@platformatic' | 'opentelemetry'

export const libraryNames: readonly LibraryName[] = ['telltale', 'prom-client', '@platformatic', 'opentelemetry']

/** Peers that know one instrument only. */
export type SpecialistName = 'sketches-js'

/** What no library can beat: the bare work on bare memory. */
export type FloorName = 'floor' | 'bare add'
