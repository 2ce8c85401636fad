import { afterAll, describe, expect, it } from 'vitest'
import { parseExposition } from '../src/exposition.js'
import { AWKWARD, makeAwkwardFolder, makeFolder } from './support/made-directory.js'
import { MAIN, runPipeline, start } from './support/program.js'

const folder = makeAwkwardFolder()
afterAll(() => folder.remove())

describe('the pipeline', () => {
  it('counts exactly what the independent pass counts, although one worker is terminated', async () => {
    const { exitCode, output, errors } = await runPipeline(folder.path, '--workers', '2')
    expect([exitCode, errors]).toEqual([0, ''])
    expect(output).toMatch(/^exact: yes$/m)
    expect(output).toContain(`started ${AWKWARD.fileCount + 1} = finished ${AWKWARD.fileCount} + abandoned 1`)
    expect(output).toMatch(/worker [12] was terminated while it held large\.txt: worker 3 has done it again/)
    expect(output).toMatch(/100 % +10 files .* 3 refused +0 active +0 queued/)
    expect(output).toMatch(/read +8 +2 +8 files/)
    expect(output).toMatch(/decode +7 +1 +9 lines/)
    expect(output).toMatch(/tokenize +7 +0 +16 words/)
    expect(output).toMatch(/aggregate +7 +0 +14 merged/)
    expect(output).toMatch(/^ {2}x{39}… +1$/m)
    expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThan(140)
    for (const error of ['read: too_large', 'read: not_found', 'decode: invalid_utf8']) expect(output).toMatch(new RegExp(`${error} +1\n`))
  })

  it.each([
    ['one worker', ['--workers', '1']],
    ['more workers than files', ['--workers', '12']],
  ])('is exact with %s too', async (_, args) => {
    const { exitCode, output } = await runPipeline(folder.path, ...args)
    expect(output).toMatch(/^exact: yes$/m)
    expect(output).toContain('abandoned 1')
    expect(exitCode).toBe(0)
  })

  it('is exact with a single file, which is terminated and done again', async () => {
    const single = makeFolder({ 'only.txt': 'all there is' })
    try {
      const { exitCode, output } = await runPipeline(single.path)
      expect(output).toContain('started 2 = finished 1 + abandoned 1')
      expect(output).toMatch(/^exact: yes$/m)
      expect(exitCode).toBe(0)
    } finally {
      single.remove()
    }
  })

  it('says so, and fails, when one word too many has been counted', async () => {
    const { exitCode, output } = await runPipeline(folder.path, '--miscount')
    expect(output).toMatch(/^exact: no$/m)
    expect(output).not.toContain('exact: yes')
    expect(output).toMatch(/pipeline_items_total\{pipeline="words",status="success",step="tokenize"\} +16 +17/)
    expect(exitCode).toBe(1)
  })

  it('refuses a folder without files, one that is not there, and faults of the command line', async () => {
    const empty = makeFolder({ '.hidden': '' })
    try {
      expect(await runPipeline(empty.path)).toMatchObject({ exitCode: 2, errors: expect.stringContaining('no files below') })
    } finally {
      empty.remove()
    }
    expect(await runPipeline(empty.path)).toMatchObject({ exitCode: 2, errors: expect.stringContaining('ENOENT') })
    expect(await runPipeline('--workers', 'many')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('usage:') })
    expect(await runPipeline('--help')).toMatchObject({ exitCode: 0, output: expect.stringContaining('usage:') })
  })

  it('stays up when asked to, and ends when interrupted', async () => {
    const running = start(MAIN, [folder.path, '--serve', '--port', '0'])
    try {
      const [, url = ''] = await running.waitFor(/serving (\S+) until interrupted/)
      expect(running.output()).toMatch(/^exact: yes$/m)
      const response = await fetch(url)
      expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
      const { types } = parseExposition(await response.text())
      expect(types.get('pipeline_executions_total')).toBe('counter')
      expect(types.get('pipeline_step_duration_seconds')).toBe('histogram')
      expect(types.get('pipeline_file_size_bytes')).toBe('summary')
      expect(types.get('pipeline_active_workers')).toBe('gauge')
    } finally {
      running.process.kill('SIGTERM')
    }
    expect((await running.ended).exitCode).toBe(0)
  })
})
