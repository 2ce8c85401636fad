import { defineConfig } from 'tsup'

export default defineConfig({
  // One entry a door.
  entry: {
    index: 'src/index.ts',
    arbitraries: 'src/arbitraries/index.ts',
    exporter: 'src/exporter/index.ts',
  },
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  dts: true,
  splitting: true,
  treeshake: true,
  minify: false,
  clean: true,
})
