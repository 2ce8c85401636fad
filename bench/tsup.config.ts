import { defineConfig } from 'tsup'

/** Programs are built twice: the threads and processes of a drill load the packages by name, as ES modules and as CommonJS. */
export default defineConfig({
  entry: ['main.ts', 'drill.ts', 'programs/**/*.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  splitting: true,
  shims: true,
  clean: true,
})
