import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithServer } from '../../scripts/servers/index.mjs'
import { readDocuments } from './documents.js'
import { blocksOf } from './markdown.js'
import { openWorkshop, type Workshop } from './workshop.js'

const configs = readDocuments().flatMap(({ file, text }) =>
  blocksOf(text)
    .filter(({ info, code }) => info === 'yaml' && code.includes('scrape_configs:'))
    .map(({ code, line }) => ({ title: `${file}:${line}`, code })),
)

describeWithServer('promtool', 'every scrape configuration of the documents is one that Prometheus takes', (promtool) => {
  let workshop: Workshop
  beforeAll(() => {
    workshop = openWorkshop()
  })
  afterAll(() => workshop?.remove())

  test.each(configs)('$title', ({ code }) => {
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'config', workshop.write('prometheus.yml', code)], {
      encoding: 'utf8',
    })
    expect(status, `${stdout}${stderr}`).toBe(0)
  })
})
