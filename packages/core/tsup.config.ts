import { defineConfig } from 'tsup'

export default defineConfig({
  // One entry a door; the doors share chunks, so that state made by one is seen through the others, in CommonJS as well.
  entry: {
    index: 'src/index.ts',
    model: 'src/model/index.ts',
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
