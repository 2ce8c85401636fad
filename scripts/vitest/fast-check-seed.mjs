/** Hands the run's seed to fast-check in every test file. */

import fc from 'fast-check'

const seed = Number(process.env['FAST_CHECK_SEED'])
if (!Number.isSafeInteger(seed)) throw new Error(`FAST_CHECK_SEED should be a whole number; it is ${process.env['FAST_CHECK_SEED']}.`)
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed })
