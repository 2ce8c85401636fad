/** Checks the house rules: `node scripts/check-house.mjs [root]`. Prints `file:line  rule  what to do` for each fault. */

import { loadProject } from './house/project.mjs'
import { RULES } from './house/rules/index.mjs'
import { ROOT } from './workspace/root.mjs'

const project = loadProject(process.argv[2] ?? ROOT)
const faults = RULES.flatMap((rule) => rule.check(project).map((fault) => ({ ...fault, rule: rule.name })))
faults.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))

for (const { file, line, rule, message } of faults) console.log(`${file}:${line}  ${rule}  ${message}`)
console.log(
  faults.length === 0
    ? `house: ${RULES.length} rules hold in ${project.files.length} files`
    : `house: ${faults.length} faults in ${new Set(faults.map((fault) => fault.file)).size} files`,
)
process.exitCode = faults.length === 0 ? 0 : 1
