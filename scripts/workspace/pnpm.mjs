/** Runs pnpm: the one that started this process, or pnpm 10 through npx. */

import { run } from './run.mjs'

/**
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 * @returns {ReturnType<typeof run>}
 */
export function pnpm(args, options) {
  const startedBy = process.env['npm_execpath'] ?? ''
  return /pnpm[^/\\]*\.c?js$/.test(startedBy)
    ? run(process.execPath, [startedBy, ...args], options)
    : run('npx', ['-y', 'pnpm@10', ...args], options)
}
