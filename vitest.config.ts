// Vitest 4 does not look for vitest.workspace.ts by itself.
export { default } from './vitest.workspace.ts'
