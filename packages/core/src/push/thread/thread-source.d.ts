/** `push-thread-main.ts` and all it imports as one self-contained script, put here by the build (`tsup.config.ts`). */
export declare const threadSource: string
