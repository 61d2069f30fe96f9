// What Reef says of a plan, a curve, a change and a verification: pure functions from figures to sentences, in the
// words of the glossary. Page, exports and command line show the same ones.
export * from './sentence.ts';
export * from './pace.ts';
export * from './headline.ts';
export * from './status.ts';
export * from './streaming.ts';
export * from './device-count.ts';
export * from './changes.ts';
export * from './verify.ts';
export * from './depth.ts';
