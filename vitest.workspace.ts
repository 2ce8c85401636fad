import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const seedSetup = fileURLToPath(new URL('./scripts/vitest/fast-check-seed.mjs', import.meta.url))

/** What every project has in common. Threads and processes are slow to start on a busy machine: the timeouts are for those. */
const shared: NonNullable<TestProjectInlineConfiguration['test']> = {
  pool: 'forks',
  include: ['test/**/*.test.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
  setupFiles: [seedSetup],
}

export default defineConfig({
  test: {
    // One seed a run, chosen and printed before the first test.
    globalSetup: ['./scripts/vitest/choose-seed.mjs'],
    projects: [
      { test: { ...shared, name: 'core', root: './packages/core' } },
      {
        // The core's suite again, where there is no shared memory: one thread on plain memory.
        test: {
          ...shared,
          name: 'core-plain',
          root: './packages/core',
          exclude: ['test/threads/**', '**/node_modules/**'],
          setupFiles: [seedSetup, './test/support/no-shared-memory.ts'],
        },
      },
      { test: { ...shared, name: 'prometheus', root: './packages/prometheus' } },
      { test: { ...shared, name: 'statsd', root: './packages/statsd' } },
      { test: { ...shared, name: 'datadog', root: './packages/datadog' } },
      { test: { ...shared, name: 'cloudwatch', root: './packages/cloudwatch' } },
      { test: { ...shared, name: 'node', root: './packages/node' } },
      { test: { ...shared, name: 'testkit', root: './packages/testkit' } },
      { test: { ...shared, name: 'bench', root: './bench' } },
      { test: { ...shared, name: 'example-pipeline', root: './examples/pipeline' } },
      // The repository's own tools.
      { test: { ...shared, name: 'tooling', root: './tests/tooling', include: ['**/*.test.ts'] } },
      // The snippets, links and measurements of the documents.
      { test: { ...shared, name: 'docs', root: './tests/docs', include: ['**/*.test.ts'] } },
      // The packages as users get them: packed, installed, run on each supported Node and from bundles.
      { test: { ...shared, name: 'packed', root: './tests/packed', include: ['**/*.test.ts'] } },
    ],
  },
})
