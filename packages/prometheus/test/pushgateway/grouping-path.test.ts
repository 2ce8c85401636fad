import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toGroupingPath } from '../../src/pushgateway/grouping-path.js'

/** What a Pushgateway reads of a path, as its README tells. */
function readPath(path: string): Map<string, string> {
  const parts = path.split('/')
  expect(parts.splice(0, 2)).toEqual(['', 'metrics'])
  const labels = new Map<string, string>()
  for (let at = 0; at < parts.length; at += 2) {
    const [name = '', value = ''] = [parts[at], parts[at + 1]]
    expect(value).not.toBe('')
    const isEncoded = name.endsWith('@base64')
    labels.set(
      name.replace(/@base64$/, ''),
      isEncoded ? Buffer.from(value.replace(/=+$/, ''), 'base64url').toString('utf8') : decodeURIComponent(value),
    )
  }
  return labels
}

describe('the path of a group', () => {
  it.each([
    ['backup', {}, '/metrics/job/backup'],
    ['backup', { zone: 'b', instance: 'db-1.local' }, '/metrics/job/backup/instance/db-1.local/zone/b'],
    ['a/b', {}, '/metrics/job@base64/YS9i'],
    ['..', { x: '.' }, '/metrics/job@base64/Li4/x@base64/Lg'],
    ['.hidden', {}, '/metrics/job@base64/LmhpZGRlbg'],
    ['j', { empty: '' }, '/metrics/job/j/empty@base64/='],
    ['j', { percent: '%2F' }, '/metrics/job/j/percent@base64/JTJG'],
    ['j', { 'host.name': 'a' }, '/metrics/job/j/U__host_2e_name/a'],
    ['j', { 'a@base64': 'a' }, '/metrics/job/j/U__a_40_base64/a'],
  ])('of job %j and %j', (job, grouping, path) => {
    expect(toGroupingPath(job, grouping as Record<string, string>)).toBe(path)
  })

  it('is read back as it was given, and is nothing that a URL or a proxy would change', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((one) => one.toWellFormed())
    const name = fc.stringMatching(/^[a-z_][a-z0-9]{0,5}$/).filter((one) => one !== 'job')
    fc.assert(
      fc.property(
        text.filter((job) => job !== ''),
        fc.dictionary(name, text, { maxKeys: 4 }),
        (job, grouping) => {
          const path = toGroupingPath(job, grouping)
          expect(new URL(`http://127.0.0.1${path}`).pathname).toBe(path)
          expect(readPath(path)).toEqual(new Map([['job', job], ...Object.entries(grouping).sort(([a], [b]) => (a < b ? -1 : 1))]))
        },
      ),
    )
  })
})
