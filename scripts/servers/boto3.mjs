/** Debian's boto3, the AWS SDK for Python, as a second opinion on what is sent to AWS. */

import { spawn, spawnSync } from 'node:child_process'
import { describeWhere } from '../vitest/describe-where.mjs'

/** Debian's own Python: one that comes first on the PATH may lack Debian's modules. */
const PYTHON = '/usr/bin/python3'

/**
 * A `describe` whose tests need boto3: skipped by name without it, failed in CI.
 *
 * @param {string} title
 * @param {() => void} body
 */
export function describeWithBoto3(title, body) {
  const { status } = spawnSync(PYTHON, ['-c', 'import boto3'])
  describeWhere(status === 0 ? undefined : 'boto3 is not on this machine: run scripts/install-servers as root', title, body)
}

/**
 * Runs a program of Python with a JSON value on its standard input.
 *
 * @param {string} program
 * @param {unknown} input
 * @returns {Promise<string>} what it printed
 * @throws {Error} with what it complained of, when it ends with another code than 0
 */
export function runPython(program, input = null) {
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, ['-c', program], { stdio: 'pipe' })
    let output = ''
    let complaint = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaint += text
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`python ended with ${code}: ${complaint}`))))
    child.stdin.end(JSON.stringify(input))
  })
}
