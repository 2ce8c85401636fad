/** Takes shared memory away before a test file is loaded, as on a platform that has none. */

if (!Reflect.deleteProperty(globalThis, 'SharedArrayBuffer')) throw new Error('SharedArrayBuffer could not be taken away.')
