/** As much of Markdown as the checks of the documents need: fenced blocks, headings, links. */

export interface Block {
  /** What stands behind the opening fence: `ts`, `text prints`. */
  readonly info: string
  readonly code: string
  /** Of the first line of code, counted from 1. */
  readonly line: number
}

export interface Link {
  readonly target: string
  readonly line: number
}

interface Line {
  readonly text: string
  readonly number: number
}

interface Parts {
  readonly blocks: Block[]
  /** What is outside of blocks. */
  readonly prose: Line[]
}

/** The fenced blocks of a document, in order. */
export function blocksOf(markdown: string): Block[] {
  return partsOf(markdown).blocks
}

/**
 * Every target that is linked to: `[text](target)`, and the definition behind `[text][name]`.
 * @throws Error for `[text][name]` without a definition, which readers would see as it is.
 */
export function linksOf(markdown: string): Link[] {
  const lines = partsOf(markdown).prose.map(({ text, number }) => ({ text: text.replace(/`[^`]*`/g, '``'), number }))
  const definitions = new Map<string, Link>()
  const links: Link[] = []
  for (const { text, number } of lines) {
    const [, name, target] = /^\[([^\]]+)\]:\s+(\S+)\s*$/.exec(text) ?? []
    if (name !== undefined && target !== undefined) definitions.set(name.toLowerCase(), { target, line: number })
  }
  for (const { text, number } of lines) {
    if (/^\[[^\]]+\]:\s/.test(text)) continue
    for (const [, target] of text.matchAll(/\]\(([^()\s]+)\)/g)) links.push({ target: target as string, line: number })
    for (const [whole, name] of text.matchAll(/\[[^[\]]*\]\[([^[\]]+)\]/g)) {
      const definition = definitions.get((name as string).toLowerCase())
      if (definition === undefined) throw new Error(`line ${number}: ${whole} has no definition`)
      links.push({ target: definition.target, line: number })
    }
  }
  return links
}

/** The anchors that the headings of a document make, by the rules of GitHub. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>()
  for (const { text } of partsOf(markdown).prose) {
    const title = /^#{1,6}\s+(.*?)\s*$/.exec(text)?.[1]
    if (title === undefined) continue
    const plain = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-')
    let anchor = plain
    for (let count = 1; anchors.has(anchor); count++) anchor = `${plain}-${count}`
    anchors.add(anchor)
  }
  return anchors
}

/** The prose below a heading of the second level, up to the next one; `undefined` when there is no such heading. */
export function sectionOf(markdown: string, title: string): string | undefined {
  const lines = markdown.split('\n')
  const start = lines.indexOf(`## ${title}`)
  if (start < 0) return undefined
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '))
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n')
}

function partsOf(markdown: string): Parts {
  const parts: Parts = { blocks: [], prose: [] }
  let open: { readonly fence: string; readonly info: string; readonly line: number; readonly code: string[] } | undefined
  for (const [index, text] of markdown.split('\n').entries()) {
    const [, indent = '', fence = '', info = ''] = /^( *)(`{3,})\s*(.*?)\s*$/.exec(text) ?? []
    if (open === undefined) {
      if (fence === '') parts.prose.push({ text, number: index + 1 })
      else open = { fence: indent + fence, info, line: index + 2, code: [] }
    } else if (indent + fence === open.fence && info === '') {
      parts.blocks.push({ info: open.info, line: open.line, code: `${open.code.join('\n')}\n` })
      open = undefined
    } else open.code.push(text.startsWith(indentOf(open.fence)) ? text.slice(indentOf(open.fence).length) : text)
  }
  if (open !== undefined) throw new Error(`the block that begins at line ${open.line} has no end`)
  return parts
}

const indentOf = (fence: string): string => fence.replace(/`+$/, '')
