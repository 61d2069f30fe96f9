// Small helpers that everything may use; imports nothing.
export * from './result.ts';
export * from './assert.ts';
export * from './format.ts';
export * from './memoize-last.ts';
export * from './progress.ts';
export * from './own-scripts.ts';
export * from './version.ts';
