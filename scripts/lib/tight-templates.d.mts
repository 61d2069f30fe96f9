import type { Plugin } from 'vite';

export function tightTemplatesPlugin(): Plugin;
export function tightenTemplates(code: string, program: object): string;
