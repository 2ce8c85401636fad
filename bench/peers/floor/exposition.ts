/** The floor of text: for every series its label text, rendered once, and its value beside it; rendering is concatenation. */

import type { Exposition, ExpositionPeer, Filling } from '../exposition-peer.js'
import { fillingNames, labelNames, labelsOf, observationOf } from '../series-labels.js'
import { bounds } from '../workload.js'

/** Shared memory of all fillings; no heap statistics show it. */
let allocatedBytes = 0

function allocate(cellCount: number): Float64Array {
  allocatedBytes += cellCount * 8
  return new Float64Array(new SharedArrayBuffer(cellCount * 8))
}

function labelText(series: number, place: Filling['place']): string {
  const labels = labelsOf(series, place)
  return labelNames(place)
    .map((name) => `${name}="${labels[name]}"`)
    .join(',')
}

function fillCounters({ seriesCount, place }: Filling): Exposition {
  const values = allocate(seriesCount)
  const prefixes = Array.from({ length: seriesCount }, (_, series) => `${fillingNames.counter}{${labelText(series, place)}} `)
  const change = (): void => {
    for (let series = 0; series < seriesCount; series++) values[series] = (values[series] as number) + 1
  }
  change()
  const renderText = (): string => {
    let text = ''
    for (let series = 0; series < seriesCount; series++) text += `${prefixes[series]}${values[series]}\n`
    return text
  }
  return { change, renderText, renderBytes: () => Buffer.from(renderText()).byteLength }
}

function fillHistograms({ seriesCount, place }: Filling): Exposition {
  const width = bounds.length + 1
  const counts = allocate(seriesCount * width)
  const sums = allocate(seriesCount)
  const texts = Array.from({ length: seriesCount }, (_, series) => labelText(series, place))
  const limits = [...bounds.map((bound) => `,le="${bound}"} `), ',le="+Inf"} ']
  let turn = 0
  const change = (): void => {
    turn++
    for (let series = 0; series < seriesCount; series++) {
      const value = observationOf(series, turn)
      let bucket = 0
      while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++
      counts[series * width + bucket] = (counts[series * width + bucket] as number) + 1
      sums[series] = (sums[series] as number) + value
    }
  }
  change()
  const renderText = (): string => {
    const name = fillingNames.histogram
    let text = ''
    for (let series = 0; series < seriesCount; series++) {
      const labels = texts[series]
      let count = 0
      for (let bucket = 0; bucket < width; bucket++) {
        count += counts[series * width + bucket] as number
        text += `${name}_bucket{${labels}${limits[bucket]}${count}\n`
      }
      text += `${name}_sum{${labels}} ${sums[series]}\n${name}_count{${labels}} ${count}\n`
    }
    return text
  }
  return { change, renderText, renderBytes: () => Buffer.from(renderText()).byteLength }
}

export const peer: ExpositionPeer = {
  name: 'floor',
  fill(filling) {
    if (filling.kind === 'summary') throw new Error('there is no floor for summaries')
    return filling.kind === 'counter' ? fillCounters(filling) : fillHistograms(filling)
  },
  sharedBytes: () => allocatedBytes,
}
