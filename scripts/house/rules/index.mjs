/** Every house rule. */

import { clocks } from './clocks.mjs'
import { doors } from './doors.mjs'
import { exportForms } from './export-forms.mjs'
import { fileNames } from './file-names.mjs'
import { fileSize } from './file-size.mjs'
import { layers } from './layers.mjs'
import { localTraces } from './local-traces.mjs'
import { manifests } from './manifests.mjs'
import { noAny } from './no-any.mjs'
import { plainLanguage } from './plain-language.mjs'
import { rings } from './rings.mjs'
import { wholeTests } from './whole-tests.mjs'

export const RULES = [
  clocks,
  doors,
  exportForms,
  fileNames,
  fileSize,
  layers,
  localTraces,
  manifests,
  noAny,
  plainLanguage,
  rings,
  wholeTests,
]
