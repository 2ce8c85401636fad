import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseOptions } from '../src/options.js'

describe('parseOptions', () => {
  it('reads the installed packages by default, on any free port', () => {
    const options = parseOptions([], {})
    expect(options?.directory).toMatch(/node_modules$/)
    expect(options).toMatchObject({ port: 0, shouldServe: false, shouldMiscount: false, maxTotalBytes: 128_000_000 })
    expect(options?.workerCount).toBeGreaterThanOrEqual(2)
  })

  it('takes everything from the command line, past a bare --', () => {
    const args = ['--', '--workers', '3', '--port=0', '--serve', '--max-megabytes', '1', '--miscount', 'here']
    expect(parseOptions(args, {})).toEqual({
      directory: resolve('here'),
      workerCount: 3,
      port: 0,
      shouldServe: true,
      maxTotalBytes: 1_000_000,
      shouldMiscount: true,
    })
  })

  it('serves on the usual port when it is to stay', () => {
    expect(parseOptions(['--serve'], {})?.port).toBe(9464)
  })

  it('takes a relative directory from where the package manager was called', () => {
    expect(parseOptions(['--directory', 'there'], { INIT_CWD: '/elsewhere' })?.directory).toBe('/elsewhere/there')
  })

  it('names all faults at once', () => {
    const read = () => parseOptions(['--workers', '0', '--port', '1e3', '--max-megabytes=-1', 'a', 'b'], {})
    expect(read).toThrow(/one directory[\s\S]*--workers[^\n]*'0'[\s\S]*--port[^\n]*'1e3'[\s\S]*--max-megabytes[^\n]*'-1'/)
    expect(() => parseOptions(['--unknown'], {})).toThrow('--unknown')
  })

  it('answers nothing when help is asked for', () => {
    expect(parseOptions(['--help'], {})).toBeUndefined()
  })
})
