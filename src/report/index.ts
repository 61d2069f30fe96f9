// Sentences, tables and files made from models, plans and runs: pure functions, shared by page and command line.
export * from './model-facts.ts';
export * from './model-sentences.ts';
export * from './obstacle-headline.ts';
export * from './sentences/index.ts';
export * from './charts/index.ts';
export * from './difference-text.ts';
export * from './rates-text.ts';
export * from './run-sentences.ts';
export * from './devices-text.ts';
export * from './link-sentences.ts';
export * from './opened-link-sentences.ts';
export * from './shared-run-sentences.ts';
