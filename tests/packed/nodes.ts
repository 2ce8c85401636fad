/** The Node versions that the packages are tried on. */

import { findNode } from '../../scripts/nodes/find-node.mjs'

export interface NodeBinary {
  readonly title: string
  readonly program: string
  /** What this machine lacks for it, when it cannot be run here. */
  readonly missing: string | undefined
}

/** The Node that runs the tests, and 22 and 24 from their npm packages, which exist for Linux on x64. */
export const NODES: readonly NodeBinary[] = [
  { title: `Node ${process.versions.node}`, program: process.execPath, missing: undefined },
  fromPackage('22'),
  fromPackage('24'),
]

function fromPackage(major: string): NodeBinary {
  const program = findNode(major)
  const missing = program ? undefined : `there is no binary of Node ${major} for this platform in the npm package used`
  return { title: `Node ${major}`, program: program ?? '', missing }
}
