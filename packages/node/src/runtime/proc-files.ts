/** Reads the texts of Linux' `/proc/self`: proc(5). Pure; what a text does not hold is undefined. */

/** The clock of `/proc/self/stat` apart, sizes there are in bytes. */
export interface ProcStat {
  readonly virtualBytes: number | undefined
}

/** `/proc/self/stat`. The program's name, the second field, may hold blanks and parentheses: fields are counted from behind its last one. */
export function parseStat(text: string): ProcStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { virtualBytes: toNumber(fields[20]) }
}

export interface ProcStatus {
  readonly dataBytes: number | undefined
  readonly threadsCount: number | undefined
}

/** `/proc/self/status`. */
export function parseStatus(text: string): ProcStatus {
  const kilobytes = toNumber(/^VmData:\s+(\d+) kB$/m.exec(text)?.[1])
  return {
    dataBytes: kilobytes === undefined ? undefined : kilobytes * 1_024,
    threadsCount: toNumber(/^Threads:\s+(\d+)$/m.exec(text)?.[1]),
  }
}

export interface ProcLimits {
  readonly openFiles: number | undefined
  /** Undefined where there is no limit, too: Prometheus' clients then leave the metric out or show an invented one. */
  readonly virtualBytes: number | undefined
}

/** `/proc/self/limits`, the soft ones. */
export function parseLimits(text: string): ProcLimits {
  return {
    openFiles: toNumber(/^Max open files\s+(\d+)/m.exec(text)?.[1]),
    virtualBytes: toNumber(/^Max address space\s+(\d+)/m.exec(text)?.[1]),
  }
}

export interface ProcNetwork {
  readonly receivedBytes: number | undefined
  readonly transmittedBytes: number | undefined
}

/** `/proc/self/net/netstat`: a line of names, then a line of values. As client_golang reads it. */
export function parseNetwork(text: string): ProcNetwork {
  const [names = '', values = ''] = text.split('\n').filter((line) => line.startsWith('IpExt:'))
  const fields = values.split(' ')
  const at = (name: string): number | undefined => {
    const index = names.split(' ').indexOf(name)
    return index === -1 ? undefined : toNumber(fields[index])
  }
  return { receivedBytes: at('InOctets'), transmittedBytes: at('OutOctets') }
}

function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
