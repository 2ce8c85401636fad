/** Type-checks every package and the repository's own files: `node scripts/typecheck.mjs`. The packages must have been built. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listPackages } from './workspace/packages.mjs'
import { ROOT } from './workspace/root.mjs'
import { run } from './workspace/run.mjs'

const folders = [ROOT, ...listPackages(ROOT).map((one) => one.path)].filter((folder) => existsSync(join(folder, 'tsconfig.json')))
let failed = 0
// One at a time: each compiler takes a core and a few hundred megabytes.
for (const folder of folders) {
  const { code, output, seconds } = await run(
    process.execPath,
    [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.', '--pretty'],
    {
      cwd: folder,
    },
  )
  const name = folder === ROOT ? 'repository' : folder.slice(ROOT.length + 1)
  console.log(`${output}typecheck: ${name} ${code === 0 ? 'ok' : 'FAILED'} (${seconds.toFixed(1)} s)`)
  if (code !== 0) failed++
}
process.exitCode = failed === 0 ? 0 : 1
