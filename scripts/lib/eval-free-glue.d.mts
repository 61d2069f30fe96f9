import type { Plugin } from 'vite';

export function evalFreeGluePlugin(): Plugin;
export function withoutEval(glue: string): string;
